#include "protocol/relay/relay_phase.hpp"

#include <algorithm>
#include <array>

namespace cloudx::relay {

namespace {

// In the order of RelayPhase.
constexpr std::array<std::string_view, 4> kNames = {"none", "launching", "running", "ending"};

}  // namespace

std::string_view name(RelayPhase phase) {
  return kNames.at(static_cast<std::size_t>(phase));
}

std::optional<RelayPhase> relay_phase(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<RelayPhase>(found - kNames.begin());
}

}  // namespace cloudx::relay
