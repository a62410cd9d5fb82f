#include "features/setup/agent_config.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/toml.hpp"
#include "features/setup/op_program.hpp"

namespace cloudx::setup {

namespace {

constexpr std::array<std::string_view, 3> kDefaultVaults = {"Personal", "Private", "Employee"};

// "https://my.1password.com/" is "my.1password.com".
std::string_view without_scheme(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  while (address.ends_with('/')) address.remove_suffix(1);
  return address;
}

bool fits(const std::optional<std::string>& wanted, const std::vector<std::string>& names) {
  return !wanted || std::ranges::any_of(names, [&](const std::string& name) {
    return same_name(without_scheme(*wanted), without_scheme(name));
  });
}

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::unexpected<Error> mistake(std::string_view what) {
  return fail(Errc::configuration, fmt::format("agent.toml: {}", what));
}

Result<AgentRule> rule_of(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return mistake("ssh-keys must be tables: [[ssh-keys]]");
  AgentRule rule;
  for (const auto& [key, value] : *table) {
    const auto text = value.value<std::string>();
    std::optional<std::string>* const member = key.str() == "item"      ? &rule.item
                                               : key.str() == "vault"   ? &rule.vault
                                               : key.str() == "account" ? &rule.account
                                                                        : nullptr;
    if (member == nullptr) {
      return mistake(fmt::format("[[ssh-keys]] has no {}", toml_string(key.str())));
    }
    if (!text) return mistake(fmt::format("{} must be a text", key.str()));
    *member = *text;
  }
  return rule;
}

}  // namespace

Result<AgentConfig> parse_agent_config(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return mistake(fmt::format("line {}: {}", parsed.error().source().begin.line,
                               parsed.error().description()));
  }
  AgentConfig config;
  const toml::node* keys = parsed.table().get("ssh-keys");
  if (keys == nullptr) return config;
  const toml::array* rules = keys->as_array();
  if (rules == nullptr) return mistake("ssh-keys must be tables: [[ssh-keys]]");
  for (const toml::node& node : *rules) {
    auto rule = rule_of(node);
    if (!rule) return std::unexpected(rule.error());
    config.rules.push_back(std::move(*rule));
  }
  return config;
}

bool is_default_vault(std::string_view name) {
  return std::ranges::any_of(kDefaultVaults,
                             [&](std::string_view vault) { return same_name(vault, name); });
}

bool names_accounts(const AgentConfig& config) {
  return std::ranges::any_of(config.rules,
                             [](const AgentRule& rule) { return rule.account.has_value(); });
}

bool is_offered(const std::optional<AgentConfig>& config, const AgentItem& item) {
  if (!config) return std::ranges::any_of(item.vault, is_default_vault);
  return std::ranges::any_of(config->rules, [&](const AgentRule& rule) {
    const bool says_something = rule.item || rule.vault || rule.account;
    return says_something && fits(rule.item, item.item) && fits(rule.vault, item.vault) &&
           fits(rule.account, item.account);
  });
}

std::string lines_to_offer(const std::string& vault, bool new_file) {
  std::string lines = fmt::format("  [[ssh-keys]]\n  vault = {}\n", toml_string(vault));
  if (!new_file) return lines;
  for (const std::string_view name : kDefaultVaults) {
    lines += fmt::format("  [[ssh-keys]]\n  vault = {}\n", toml_string(name));
  }
  return lines;
}

}  // namespace cloudx::setup
