#pragma once
// For how long the client of a relay could have been heard of and was not, and how old the relay
// is, by a clock that nobody sets. Only what this process has seen itself counts: a time during
// which the service, its store or the way to it was away says nothing about who uses a relay.

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "features/relay/reconcile/moment.hpp"
#include "features/relay/reconcile/relay_rules.hpp"

namespace cloudx::relay {

class Hearing {
 public:
  using Duration = SteadyTime::duration;

  // A look at the relays that run. `open`: clients could be heard since the look before, and what
  // they said could be written down.
  void look(std::span<const RelayState> live, SteadyTime at, Time now, bool open);
  // The times of a relay that ran at the last look.
  [[nodiscard]] RelayTimes times(const RelayState& relay) const;

 private:
  struct Relay {
    std::string client_token;
    Time last_used;
    Duration unheard{};
    Duration age{};
  };
  static Relay seen(const Relay* before, const RelayState& state, Time now);

  std::map<std::string, Relay, std::less<>> relays_;  // by endpoint
  std::optional<SteadyTime> looked_at_;
};

}  // namespace cloudx::relay
