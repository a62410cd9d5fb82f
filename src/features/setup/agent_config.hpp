#pragma once
// Which keys 1Password's SSH agent offers: agent.toml, as
// developer.1password.com/docs/ssh/agent/config and its JSON schema (schema/ssh-agent-config.json)
// describe it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace cloudx::setup {

// A table [[ssh-keys]]. All that it says must fit.
struct AgentRule {
  std::optional<std::string> item;     // title or id
  std::optional<std::string> vault;    // name or id
  std::optional<std::string> account;  // sign-in address, id or name
};

struct AgentConfig {
  std::vector<AgentRule> rules;
};

// Errc::configuration where the text is no TOML, or not of this form: the agent does not take it.
[[nodiscard]] Result<AgentConfig> parse_agent_config(std::string_view text);

// By its names and ids; what is not known is empty.
struct AgentItem {
  std::vector<std::string> item;
  std::vector<std::string> vault;
  std::vector<std::string> account;
};

// Whether a rule says something of the account.
[[nodiscard]] bool names_accounts(const AgentConfig& config);

// Names are compared without case. Without a file (nullopt) the vaults Personal, Private and
// Employee are offered, of every account; with one only what it says.
[[nodiscard]] bool is_offered(const std::optional<AgentConfig>& config, const AgentItem& item);

// Whether a vault of this name is offered where there is no file.
[[nodiscard]] bool is_default_vault(std::string_view name);

// The lines that have the vault offered as well. A file that is new takes the default away; so
// those lines, too, are then given.
[[nodiscard]] std::string lines_to_offer(const std::string& vault, bool new_file);

}  // namespace cloudx::setup
