#pragma once
// How far the relay of an endpoint is.

#include <cstdint>
#include <optional>
#include <string_view>

namespace cloudx::relay {

enum class RelayPhase : std::uint8_t { none, launching, running, ending };

// There is no relay, or none much longer.
[[nodiscard]] constexpr bool is_gone(RelayPhase phase) {
  return phase == RelayPhase::none || phase == RelayPhase::ending;
}

// "none", "launching", "running", "ending": as the protocol, the databases and the operator's page
// write it.
[[nodiscard]] std::string_view name(RelayPhase phase);
[[nodiscard]] std::optional<RelayPhase> relay_phase(std::string_view name);

}  // namespace cloudx::relay
