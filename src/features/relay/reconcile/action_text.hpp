#pragma once
// What a trace says of an action.

#include <string>

#include "features/relay/reconcile/actions.hpp"

namespace cloudx::relay {

// "EC2: describe the VMs of home", "store: change home". Without tokens and keys.
[[nodiscard]] std::string action_text(const Action& action);

}  // namespace cloudx::relay
