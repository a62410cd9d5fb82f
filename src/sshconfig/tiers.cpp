#include "sshconfig/tiers.hpp"

#include <algorithm>
#include <utility>

#include "sshconfig/pattern.hpp"
#include "sshconfig/proxy_command.hpp"

namespace cloudx::sshconfig {

namespace {

// The one pattern of a tier's block, without "-*": "cloudx", "cloudx-dev".
std::optional<std::string> tier_stem(const Block& block) {
  const std::vector<std::string> patterns = block.patterns();
  if (patterns.size() != 1 || !patterns[0].ends_with("-*")) return std::nullopt;
  std::string stem = patterns[0].substr(0, patterns[0].size() - 2);
  if (!is_concrete(stem)) return std::nullopt;
  return stem;
}

bool runs_our_proxy(const Block& block, std::string_view prefix) {
  const auto command = first_value(block, "ProxyCommand");
  return command && parse_proxy_command(*command, prefix);
}

// ENV and NAME: by the tier with the longest name that fits, else at the first dash.
void name_parts(ConfiguredHost& host, const std::vector<EnvironmentTier>& environments) {
  const std::string rest = host.alias.substr(host.prefix.size() + 1);
  for (const EnvironmentTier& tier : environments) {
    const bool fits = tier.prefix == host.prefix && rest.starts_with(tier.environment + "-") &&
                      rest.size() > tier.environment.size() + 1;
    if (fits && tier.environment.size() > host.environment.size()) {
      host.environment = tier.environment;
    }
  }
  const std::size_t dash = rest.find('-');
  const bool has_both = dash != std::string::npos && dash > 0 && dash + 1 < rest.size();
  if (host.environment.empty() && has_both) host.environment = rest.substr(0, dash);
  host.name = host.environment.empty() ? rest : rest.substr(host.environment.size() + 1);
}

ConfiguredHost describe(const Document& document, std::string alias, std::string prefix,
                        std::size_t block, const std::vector<EnvironmentTier>& environments) {
  ConfiguredHost host;
  host.alias = std::move(alias);
  host.prefix = std::move(prefix);
  host.block = block;
  host.comment = document.blocks[block].header.comment();
  name_parts(host, environments);
  const Resolution resolution = resolve(document, host.alias);
  host.instance_id = resolution.value("HostName").value_or("");
  host.proxy_command = resolution.value("ProxyCommand");
  return host;
}

void find_patterns(const Document& document, std::span<const std::string> prefixes, Tiers& found) {
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    const auto stem = tier_stem(document.blocks[i]);
    if (!stem) continue;
    if (std::ranges::find(prefixes, *stem) != prefixes.end()) {
      if (found.find_generic(*stem) == nullptr) found.generic.push_back({*stem, i});
      continue;
    }
    const auto prefix = prefix_of(*stem, prefixes);
    if (!prefix) continue;
    std::string environment = stem->substr(prefix->size() + 1);
    if (found.find_environment(*prefix, environment) == nullptr) {
      found.environments.push_back({*prefix, std::move(environment), i});
    }
  }
}

}  // namespace

const GenericTier* Tiers::find_generic(std::string_view prefix) const {
  const auto found = std::ranges::find(generic, prefix, &GenericTier::prefix);
  return found == generic.end() ? nullptr : &*found;
}

const EnvironmentTier* Tiers::find_environment(std::string_view prefix,
                                               std::string_view environment) const {
  const auto found = std::ranges::find_if(environments, [&](const EnvironmentTier& tier) {
    return tier.prefix == prefix && tier.environment == environment;
  });
  return found == environments.end() ? nullptr : &*found;
}

const ConfiguredHost* Tiers::find_host(std::string_view alias) const {
  const auto found = std::ranges::find(hosts, alias, &ConfiguredHost::alias);
  return found == hosts.end() ? nullptr : &*found;
}

std::vector<std::string> find_prefixes(const Document& document) {
  std::vector<std::string> prefixes{"cloudx", "cloudX"};
  for (const Block& block : document.blocks) {
    const auto stem = tier_stem(block);
    if (!stem || prefix_of(*stem + "-", prefixes) || runs_our_proxy(block, *stem)) continue;
    const bool used = std::ranges::any_of(document.blocks, [&](const Block& other) {
      return is_ours(other, std::span(&*stem, 1)) && runs_our_proxy(other, *stem);
    });
    if (used && std::ranges::find(prefixes, *stem) == prefixes.end()) prefixes.push_back(*stem);
  }
  return prefixes;
}

Tiers find_tiers(const Document& document, std::span<const std::string> prefixes) {
  Tiers found;
  find_patterns(document, prefixes, found);
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    for (const std::string& pattern : document.blocks[i].patterns()) {
      const auto prefix = prefix_of(pattern, prefixes);
      if (!prefix || !is_concrete(pattern) || found.find_host(pattern) != nullptr) continue;
      found.hosts.push_back(describe(document, pattern, *prefix, i, found.environments));
    }
  }
  return found;
}

std::optional<std::string> prefix_of(std::string_view pattern,
                                     std::span<const std::string> prefixes) {
  const std::string* longest = nullptr;
  for (const std::string& prefix : prefixes) {
    const bool fits = pattern.size() > prefix.size() + 1 && pattern.starts_with(prefix) &&
                      pattern[prefix.size()] == '-';
    if (fits && (longest == nullptr || prefix.size() > longest->size())) longest = &prefix;
  }
  if (longest == nullptr) return std::nullopt;
  return *longest;
}

bool is_ours(const Block& block, std::span<const std::string> prefixes) {
  const std::vector<std::string> patterns = block.patterns();
  return !patterns.empty() && std::ranges::all_of(patterns, [&](std::string_view pattern) {
    if (pattern.starts_with('!')) pattern.remove_prefix(1);
    return prefix_of(pattern, prefixes).has_value();
  });
}

std::string host_alias(std::string_view prefix, std::string_view environment,
                       std::string_view name) {
  return std::string(prefix).append("-").append(environment).append("-").append(name);
}

std::string environment_pattern(std::string_view prefix, std::string_view environment) {
  return host_alias(prefix, environment, "*");
}

std::string generic_pattern(std::string_view prefix) {
  return std::string(prefix).append("-*");
}

}  // namespace cloudx::sshconfig
