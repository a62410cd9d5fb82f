#pragma once
// Which addresses the agent dials for the `host` of a session, and which hosts it refuses
// (agent/session/plugins/port; the default of its setting Mgs.DeniedPortForwardingRemoteIPs).

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::sandbox {

using HostNames = std::map<std::string, std::vector<std::string>, std::less<>>;

struct RemoteHost {
  // To be dialled in this order; "" stands for the instance itself. None: the name is not known.
  std::vector<std::string> addresses;
  std::string forbidden;  // the agent's words to the user; empty: it may be dialled
};

// `own_address` is the instance's. Agents before 3.1.1188.0 know no remote host and take their own
// port; those before 3.1.1374.0 compare the host as it is written, newer ones each of its
// addresses.
[[nodiscard]] RemoteHost find_remote_host(std::string_view host, std::string_view agent_version,
                                          std::string_view own_address, const HostNames& names);

}  // namespace cloudx::sandbox
