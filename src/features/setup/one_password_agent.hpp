#pragma once
// Whether 1Password's SSH agent offers a key: the agent itself knows, if it answers; else its
// config file tells.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "features/setup/agent_config.hpp"
#include "features/setup/one_password.hpp"
#include "home/process_context.hpp"

namespace cloudx::setup {

// What the user should know and do; nothing where the key is offered. A key that is to be made
// only (--dry-run) has no public half yet. `accounts` tells the names of the item's account, and is
// asked where they matter.
[[nodiscard]] std::optional<std::string> agent_warning(
    const OnePasswordKey& key, AgentItem item,
    const std::function<std::vector<std::string>()>& accounts, const home::ProcessContext& context);

}  // namespace cloudx::setup
