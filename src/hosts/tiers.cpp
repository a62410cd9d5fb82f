#include "hosts/tiers.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "hosts/proxy_command.hpp"
#include "sshconfig/pattern.hpp"
#include "sshconfig/reader.hpp"

namespace cloudx::hosts {

namespace {

// "Host PREFIX-*" in the form that people give it: also among other patterns, and also a wider one
// ("cloudx*", "cloud?-*", "cloudx-*-*"), as long as it is about this prefix.
bool is_generic_pattern(std::string_view pattern, std::string_view prefix) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return false;
  const std::string_view head = pattern.substr(0, star);
  const std::string_view tail = pattern.substr(star);
  const bool begins =
      sshconfig::match_pattern(prefix, head) ||
      (head.ends_with('-') && sshconfig::match_pattern(prefix, head.substr(0, star - 1)));
  return begins && sshconfig::match_pattern("a-b", tail) &&
         sshconfig::match_pattern("yz-uvw-x", tail);
}

// "cloudx", "cloudx-dev": a pattern of a tier without its "-*".
std::optional<std::string> tier_stem(std::string_view pattern) {
  if (!pattern.ends_with("-*")) return std::nullopt;
  pattern.remove_suffix(2);
  if (!sshconfig::is_concrete(pattern)) return std::nullopt;
  return std::string(pattern);
}

bool runs_our_proxy(const sshconfig::Block& block, std::string_view prefix) {
  const auto command = sshconfig::first_value(block, "ProxyCommand");
  return command && parse_proxy_command(*command, prefix);
}

// "cloudx-dev" of each environment that has a tier.
using Stems = std::unordered_set<std::string>;

// ENV and NAME: by the tier with the longest name that fits, else at the first dash.
void name_parts(ConfiguredHost& host, const Stems& environments) {
  const std::size_t begin = host.prefix.size() + 1;
  std::size_t dash = host.alias.size() - 1;
  while (dash != std::string::npos && dash > begin) {
    dash = host.alias.rfind('-', dash - 1);
    const bool known = dash != std::string::npos && dash > begin && dash + 1 < host.alias.size() &&
                       environments.contains(host.alias.substr(0, dash));
    if (known) break;
  }
  if (dash == std::string::npos || dash <= begin) dash = host.alias.find('-', begin);
  const bool both = dash != std::string::npos && dash > begin && dash + 1 < host.alias.size();
  host.environment = both ? host.alias.substr(begin, dash - begin) : "";
  host.name = host.alias.substr(both ? dash + 1 : begin);
}

ConfiguredHost describe(const sshconfig::Document& document, const sshconfig::Reader& reader,
                        std::string alias, std::string prefix, std::size_t block,
                        const Stems& environments) {
  ConfiguredHost host;
  host.alias = std::move(alias);
  host.prefix = std::move(prefix);
  host.block = block;
  host.comment = document.blocks[block].header.comment();
  name_parts(host, environments);
  const auto settings = reader.look_up(host.alias).settings;
  const auto value = [&](std::string_view keyword) -> std::optional<std::string> {
    const auto found = std::ranges::find(settings, keyword, &sshconfig::Setting::keyword);
    if (found == settings.end() || (*found)->words.empty()) return std::nullopt;
    return (*found)->words.front();
  };
  host.instance_id = value("hostname").value_or("");
  host.proxy_command = value("proxycommand");
  return host;
}

// One pattern can be the tier of several prefixes: "cloud?-*".
bool take_generic(std::string_view pattern, std::size_t block,
                  std::span<const std::string> prefixes, Tiers& found) {
  bool generic = false;
  for (const std::string& prefix : prefixes) {
    if (!is_generic_pattern(pattern, prefix)) continue;
    generic = true;
    if (found.find_generic(prefix) == nullptr) found.generic.push_back({prefix, block});
  }
  return generic;
}

void take_environment(std::string_view pattern, std::size_t block,
                      std::span<const std::string> prefixes, Tiers& found, Stems& known) {
  const auto stem = tier_stem(pattern);
  const auto prefix = stem ? prefix_of(*stem, prefixes) : std::nullopt;
  if (!prefix || !known.insert(*stem).second) return;
  found.environments.push_back({*prefix, stem->substr(prefix->size() + 1), block});
}

Stems find_patterns(const sshconfig::BlockIndex& index, std::size_t blocks,
                    std::span<const std::string> prefixes, Tiers& found) {
  Stems known;
  for (std::size_t i = 0; i < blocks; ++i) {
    for (const std::string& pattern : index.patterns(i)) {
      if (pattern.starts_with('!') || sshconfig::is_concrete(pattern)) continue;
      if (take_generic(pattern, i, prefixes, found)) continue;
      take_environment(pattern, i, prefixes, found, known);
    }
  }
  return known;
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

std::vector<std::string> find_prefixes(const sshconfig::Document& document) {
  std::vector<std::string> prefixes{"cloudx", "cloudX"};
  std::vector<const sshconfig::Block*> commands;  // blocks that may run our program
  for (const sshconfig::Block& block : document.blocks) {
    const bool has = std::ranges::find(block.body, "proxycommand", &sshconfig::Line::keyword) !=
                     block.body.end();
    if (has) commands.push_back(&block);
  }
  for (const sshconfig::Block& block : document.blocks) {
    for (const std::string& pattern : block.patterns()) {
      const auto stem = tier_stem(pattern);
      if (!stem || prefix_of(*stem + "-", prefixes) || runs_our_proxy(block, *stem)) continue;
      const bool used = std::ranges::any_of(commands, [&](const sshconfig::Block* other) {
        return is_ours(*other, std::span(&*stem, 1)) && runs_our_proxy(*other, *stem);
      });
      if (used && std::ranges::find(prefixes, *stem) == prefixes.end()) prefixes.push_back(*stem);
    }
  }
  return prefixes;
}

Tiers find_tiers(const sshconfig::Document& document, std::span<const std::string> prefixes) {
  Tiers found;
  const sshconfig::Reader reader(document);
  const Stems environments = find_patterns(reader.index(), document.blocks.size(), prefixes, found);
  std::unordered_set<std::string> known;
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    for (const std::string& pattern : reader.index().patterns(i)) {
      const auto prefix = prefix_of(pattern, prefixes);
      if (!prefix || !sshconfig::is_concrete(pattern) || !known.insert(pattern).second) continue;
      found.hosts.push_back(describe(document, reader, pattern, *prefix, i, environments));
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

bool is_ours(const sshconfig::Block& block, std::span<const std::string> prefixes) {
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

}  // namespace cloudx::hosts
