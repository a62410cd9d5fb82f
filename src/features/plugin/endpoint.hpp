#pragma once
// Where a program in the place of session-manager-plugin connects to, of what its caller names.

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/url.hpp"

namespace cloudx::plugin {

// The URL at which ssm is to be called, of the sixth argument; none: the default of the region.
// Callers pass other things there than ssm's endpoint: `aws ecs execute-command` that of ECS,
// Packer the stream URL. So only http(s) URLs count, and of the hosts of AWS only those of ssm; a
// host that belongs to nobody known (a test server, a VPC endpoint's own name) is taken at its
// word.
[[nodiscard]] std::optional<std::string> ssm_endpoint(std::string_view argument);

struct StreamEndpoint {
  Url url;
  std::string region;  // that the host is of; empty for a host outside of AWS
};

// Checks the URL before the token goes there. It must be wss, without user info, on port 443, and
// the host one of Session Manager's message gateway, in any region and partition:
// ssmmessages.REGION.SUFFIX, with -fips, with the dual-stack suffix, or the name of a VPC endpoint
// for it. Whether the region is the caller's is for who asks to say. Errc::protocol; the message
// has neither path nor query, in which there may be secrets.
[[nodiscard]] Result<StreamEndpoint> check_stream_url(std::string_view stream_url);

// The same where the user has configured an endpoint of their own for ssm or ssmmessages, which
// names hosts of its own: any host and port will do, and ws, too, if that endpoint is plain http.
[[nodiscard]] Result<StreamEndpoint> check_stream_url(std::string_view stream_url,
                                                      std::string_view own_endpoint);

}  // namespace cloudx::plugin
