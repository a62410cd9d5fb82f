#include "hosts/tier_edit.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "hosts/tier_place.hpp"
#include "hosts/tiers.hpp"
#include "os/file.hpp"
#include "sshconfig/edit.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::hosts {

namespace {

std::vector<std::string> lead_lines(const sshconfig::Document& document, const Stamp& stamp,
                                    std::string_view type) {
  std::vector<std::string> lines;
  if (!document.blocks.empty() || !document.preamble.empty()) lines.emplace_back();
  lines.push_back(fmt::format("# Created by cloudx-proxy {} on {}", stamp.version, stamp.time));
  lines.push_back(fmt::format("# Configuration type: {}", type));
  return lines;
}

// A block that is not the first one in its file has a blank line above it; one that comes to stand
// before others gives the next one its blank line.
void insert_new(sshconfig::Document& document, std::size_t index, const std::string& pattern,
                std::string_view type, const Stamp& stamp) {
  const std::array<std::string, 1> patterns{pattern};
  sshconfig::insert_block(
      document, index,
      sshconfig::make_host_block(document, patterns, lead_lines(document, stamp, type)));
  if (index + 1 == document.blocks.size()) return;
  std::vector<sshconfig::Line>& next = document.blocks[index + 1].lead;
  if (next.empty() || next.front().kind != sshconfig::LineKind::blank) {
    next.insert(next.begin(), sshconfig::make_line("", document.newline()));
  }
}

bool set_or_remove(sshconfig::Document& document, std::size_t block, std::string_view keyword,
                   const std::optional<std::string>& value) {
  return value ? sshconfig::set_directive(document, block, keyword, *value)
               : sshconfig::remove_directive(document, block, keyword);
}

bool write_environment(sshconfig::Document& document, std::size_t block,
                       const EnvironmentSettings& settings) {
  std::optional<std::string> agent;
  if (settings.identity_agent) agent = sshconfig::percent_escaped(*settings.identity_agent);
  bool changed = set_or_remove(document, block, "IdentityAgent", agent);
  const std::string file = sshconfig::percent_escaped(settings.identity_file);
  changed = sshconfig::set_directive(document, block, "IdentityFile", file) || changed;
  // With a ProxyJump before it a ProxyCommand would have no effect.
  changed = sshconfig::remove_directive(document, block, "ProxyJump") || changed;
  return sshconfig::set_directive(document, block, "ProxyCommand",
                                  format(settings.proxy_command)) ||
         changed;
}

bool has_overrides(const HostSettings& settings) {
  return settings.user || settings.identity_file || settings.identity_agent ||
         settings.proxy_command || settings.control_path;
}

bool write_host(sshconfig::Document& document, std::size_t block, const HostSettings& settings) {
  bool changed = sshconfig::set_directive(document, block, "HostName",
                                          sshconfig::percent_escaped(settings.instance_id));
  const auto put = [&](std::string_view keyword, const std::optional<std::string>& value) {
    if (value) changed = sshconfig::set_directive(document, block, keyword, *value) || changed;
  };
  const auto escaped = [](const std::optional<std::string>& path) {
    return path.transform([](const std::string& text) { return sshconfig::percent_escaped(text); });
  };
  put("User", settings.user);
  put("ControlPath", settings.control_path);
  put("IdentityAgent", escaped(settings.identity_agent));
  put("IdentityFile", escaped(settings.identity_file));
  if (settings.proxy_command) put("ProxyCommand", format(*settings.proxy_command));
  return changed;
}

// The block of this host alone, made if there is none.
std::size_t own_block(sshconfig::Document& document, const HostSettings& settings,
                      const Stamp& stamp, bool& changed) {
  const std::array<std::string, 1> prefixes{settings.prefix};
  const std::string alias = host_alias(settings.prefix, settings.environment, settings.name);
  const Tiers tiers = find_tiers(document, prefixes);
  const ConfiguredHost* host = tiers.find_host(alias);
  if (host != nullptr && document.blocks[host->block].patterns().size() == 1) return host->block;
  std::size_t at = place_of_host(document, tiers, settings.prefix, settings.environment);
  if (host != nullptr) at = std::min(at, host->block);
  insert_new(document, at, alias, "host", stamp);
  changed = true;
  return at;
}

std::filesystem::path expanded(const std::optional<std::string>& path, std::string_view home) {
  return path ? os::expand_tilde(*path, home) : std::filesystem::path();
}

void compare_path(const sshconfig::Block& block, std::string_view keyword,
                  const std::optional<std::string>& wanted, std::string_view home,
                  std::vector<std::string>& differences) {
  const std::optional<std::string> found = sshconfig::first_value(block, keyword);
  const auto escaped =
      wanted.transform([](const std::string& text) { return sshconfig::percent_escaped(text); });
  if (found.has_value() == wanted.has_value() && expanded(found, home) == expanded(escaped, home)) {
    return;
  }
  differences.push_back(fmt::format("{} is {} instead of {}", keyword, found.value_or("not set"),
                                    wanted.value_or("not set")));
}

}  // namespace

bool add_generic(sshconfig::Document& document, const GenericSettings& settings,
                 const Stamp& stamp) {
  const std::array<std::string, 1> prefixes{settings.prefix};
  const Tiers tiers = find_tiers(document, prefixes);
  if (tiers.find_generic(settings.prefix) != nullptr) return false;
  const std::size_t at = place_of_generic(document, tiers, settings.prefix);
  insert_new(document, at, generic_pattern(settings.prefix), "generic", stamp);
  sshconfig::add_directive(document, at, "User", settings.user);
  sshconfig::add_directive(document, at, "TCPKeepAlive", "yes");
  sshconfig::add_directive(document, at, "IdentitiesOnly", "yes");
  const std::array<std::pair<std::string_view, std::string_view>, 3> sharing{
      {{"ControlMaster", "auto"},
       {"ControlPath", settings.control_path},
       {"ControlPersist", settings.control_persist}}};
  for (const auto& [keyword, value] : sharing) {
    if (settings.windows) {
      sshconfig::add_comment(document, at,
                             fmt::format("{} {}", keyword, sshconfig::quoted_word(value)));
    } else {
      sshconfig::add_directive(document, at, keyword, value);
    }
  }
  return true;
}

bool replace_default_control_path(sshconfig::Document& document, const GenericSettings& settings) {
  const std::array<std::string, 1> prefixes{settings.prefix};
  const Tiers tiers = find_tiers(document, prefixes);
  const GenericTier* const tier = tiers.find_generic(settings.prefix);
  const bool has_default =
      tier != nullptr && sshconfig::first_value(document.blocks[tier->block], "ControlPath") ==
                             GenericSettings().control_path;
  return has_default &&
         sshconfig::set_directive(document, tier->block, "ControlPath", settings.control_path);
}

bool add_environment(sshconfig::Document& document, const EnvironmentSettings& settings,
                     const Stamp& stamp) {
  const std::array<std::string, 1> prefixes{settings.prefix};
  const Tiers tiers = find_tiers(document, prefixes);
  if (tiers.find_environment(settings.prefix, settings.environment) != nullptr) return false;
  const std::size_t at =
      place_of_environment(document, tiers, settings.prefix, settings.environment);
  insert_new(document, at, environment_pattern(settings.prefix, settings.environment),
             "environment", stamp);
  write_environment(document, at, settings);
  return true;
}

bool override_environment(sshconfig::Document& document, const EnvironmentSettings& settings,
                          const Stamp& stamp) {
  const std::array<std::string, 1> prefixes{settings.prefix};
  const Tiers tiers = find_tiers(document, prefixes);
  const auto* tier = tiers.find_environment(settings.prefix, settings.environment);
  if (tier == nullptr) return add_environment(document, settings, stamp);
  if (document.blocks[tier->block].patterns().size() > 1) {
    // What else the block is about keeps its settings: ssh takes those that it meets first.
    insert_new(document, tier->block, environment_pattern(settings.prefix, settings.environment),
               "environment", stamp);
  }
  return write_environment(document, tier->block, settings);
}

Comparison compare_environment(const sshconfig::Document& document,
                               const EnvironmentSettings& wanted, std::string_view home) {
  const std::array<std::string, 1> prefixes{wanted.prefix};
  const Tiers tiers = find_tiers(document, prefixes);
  const auto* tier = tiers.find_environment(wanted.prefix, wanted.environment);
  Comparison comparison;
  if (tier == nullptr) return comparison;
  const sshconfig::Block& block = document.blocks[tier->block];
  compare_path(block, "IdentityFile", wanted.identity_file, home, comparison.differences);
  compare_path(block, "IdentityAgent", wanted.identity_agent, home, comparison.differences);
  const std::string command = sshconfig::first_value(block, "ProxyCommand").value_or("");
  const auto parsed = parse_proxy_command(command, wanted.prefix);
  if (!parsed || !same_arguments(*parsed, wanted.proxy_command)) {
    comparison.differences.push_back(fmt::format("ProxyCommand is {} instead of {}",
                                                 command.empty() ? "not set" : command,
                                                 format(wanted.proxy_command)));
  }
  comparison.compatibility =
      comparison.differences.empty() ? Compatibility::compatible : Compatibility::different;
  return comparison;
}

bool put_host(sshconfig::Document& document, const HostSettings& settings, const Stamp& stamp) {
  bool changed = false;
  std::size_t block = own_block(document, settings, stamp, changed);
  if (has_overrides(settings)) {
    const std::string alias = host_alias(settings.prefix, settings.environment, settings.name);
    const std::size_t first = place_of_overrides(document, alias);
    if (first < block) {
      sshconfig::move_block(document, block, first);
      block = first;
      changed = true;
    }
  }
  return write_host(document, block, settings) || changed;
}

}  // namespace cloudx::hosts
