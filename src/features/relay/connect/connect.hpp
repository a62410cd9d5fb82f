#pragma once
// ssh's ProxyCommand for a machine behind NAT: asks for its relay, joins it and carries the bytes.

#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/relay/connect/relay_connect_request.hpp"
#include "home/process_context.hpp"

namespace cloudx::relay {

// Until the connection has ended. A relay that was launched for it and never came into use is
// terminated. Errc::usage for wrong options; every message says what to do or what happened.
[[nodiscard]] Result<void> run_connect(const RelayConnectRequest& request,
                                       const home::ProcessContext& context, Progress& progress);

}  // namespace cloudx::relay
