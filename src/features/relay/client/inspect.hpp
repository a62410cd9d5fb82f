#pragma once
// What an endpoint's relay does now, and its end: one question each.

#include <string>

#include "base/error.hpp"
#include "features/relay/client/settings.hpp"
#include "home/process_context.hpp"
#include "protocol/relay/endpoint_view.hpp"

namespace cloudx::relay {

// For a person, in lines "name: value".
[[nodiscard]] std::string describe_view(const EndpointView& view, const std::string& id);

// The above, or the service's JSON.
[[nodiscard]] Result<std::string> run_status(const ClientRequest& request, bool json,
                                             const home::ProcessContext& context);
[[nodiscard]] Result<void> run_terminate(const ClientRequest& request,
                                         const home::ProcessContext& context);

}  // namespace cloudx::relay
