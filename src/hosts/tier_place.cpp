#include "hosts/tier_place.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sshconfig/match.hpp"
#include "sshconfig/pattern.hpp"

namespace cloudx::hosts {

namespace {

// A block that is not about hosts of this prefix alone, and says something about them too.
bool is_foreign_and_matches(const sshconfig::Block& block, const std::string& prefix,
                            std::string_view pattern) {
  if (block.kind == sshconfig::BlockKind::match) return true;
  if (is_ours(block, std::span(&prefix, 1))) return false;
  return std::ranges::any_of(block.patterns(), [&](const std::string& other) {
    return !other.starts_with('!') && sshconfig::patterns_intersect(other, pattern);
  });
}

// New blocks may stand here at the latest: what follows would be met first otherwise. Blocks of
// somebody else's above our own are taken as meant so.
std::size_t limit(const sshconfig::Document& document, const std::string& prefix,
                  std::string_view pattern, std::size_t from) {
  for (std::size_t i = from; i < document.blocks.size(); ++i) {
    if (is_foreign_and_matches(document.blocks[i], prefix, pattern)) return i;
  }
  return document.blocks.size();
}

// Sets nothing but what a tier does not set.
bool is_plain_host(const sshconfig::Document& document, const ConfiguredHost& host) {
  return std::ranges::all_of(document.blocks[host.block].body, [](const sshconfig::Line& line) {
    return line.kind != sshconfig::LineKind::directive || line.keyword == "hostname";
  });
}

std::size_t behind_last(const sshconfig::Document& document, const std::string& prefix) {
  for (std::size_t i = document.blocks.size(); i > 0; --i) {
    if (is_ours(document.blocks[i - 1], std::span(&prefix, 1))) return i;
  }
  return 0;
}

bool belongs_to(const ConfiguredHost& host, std::string_view prefix, std::string_view environment) {
  const std::string stem = host_alias(prefix, environment, "");
  return host.alias.starts_with(stem) && host.alias.size() > stem.size();
}

}  // namespace

std::size_t place_of_generic(const sshconfig::Document& document, const Tiers& tiers,
                             std::string_view prefix) {
  const std::string name(prefix);
  std::size_t at = limit(document, name, generic_pattern(prefix), 0);
  for (const EnvironmentTier& tier : tiers.environments) {
    if (tier.prefix == prefix) at = std::min(at, tier.block);
  }
  for (const ConfiguredHost& host : tiers.hosts) {
    if (host.prefix == prefix && is_plain_host(document, host)) at = std::min(at, host.block);
  }
  return at;
}

std::size_t place_of_environment(const sshconfig::Document& document, const Tiers& tiers,
                                 std::string_view prefix, std::string_view environment) {
  const std::string name(prefix);
  const GenericTier* generic = tiers.find_generic(prefix);
  const std::size_t from = generic != nullptr ? generic->block + 1 : 0;
  const std::size_t last = behind_last(document, name);
  const std::size_t bound = limit(document, name, environment_pattern(prefix, environment), from);
  std::size_t at = last == 0 ? bound : std::min(bound, last);
  for (const ConfiguredHost& host : tiers.hosts) {
    if (belongs_to(host, prefix, environment) && is_plain_host(document, host)) {
      at = std::min(at, std::max(host.block, from));
    }
  }
  return at;
}

std::size_t place_of_host(const sshconfig::Document& document, const Tiers& tiers,
                          std::string_view prefix, std::string_view environment) {
  const std::string name(prefix);
  const EnvironmentTier* tier = tiers.find_environment(prefix, environment);
  const GenericTier* generic = tiers.find_generic(prefix);
  const std::size_t from = tier != nullptr      ? tier->block + 1
                           : generic != nullptr ? generic->block + 1
                                                : 0;
  std::size_t last = tier != nullptr ? from : behind_last(document, name);
  for (const ConfiguredHost& host : tiers.hosts) {
    if (host.prefix == prefix && host.environment == environment) {
      last = std::max(last, host.block + 1);
    }
  }
  const std::size_t bound = limit(document, name, host_alias(prefix, environment, "*"), from);
  return last == 0 ? bound : std::min(bound, last);
}

std::size_t place_of_overrides(const sshconfig::Document& document, std::string_view alias) {
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    const sshconfig::Block& block = document.blocks[i];
    const bool applies =
        block.kind == sshconfig::BlockKind::host
            ? sshconfig::match_patterns(alias, block.patterns())
            : sshconfig::decide_match(block.header, alias, alias) != sshconfig::Decision::no;
    if (applies) return i;
  }
  return document.blocks.size();
}

}  // namespace cloudx::hosts
