#pragma once
// Which endpoint a caller of session-manager-plugin means. (Where the data channel may lead to says
// session/stream_url.hpp.)

#include <optional>
#include <string>
#include <string_view>

namespace cloudx::plugin {

// The URL at which ssm is to be called, of the sixth argument; none: the default of the region.
// Callers pass other things there than ssm's endpoint: `aws ecs execute-command` that of ECS,
// Packer the stream URL. So only http(s) URLs count, and of the hosts of AWS only those of ssm; a
// host that belongs to nobody known (a test server, a VPC endpoint's own name) is taken at its
// word.
[[nodiscard]] std::optional<std::string> ssm_endpoint(std::string_view argument);

}  // namespace cloudx::plugin
