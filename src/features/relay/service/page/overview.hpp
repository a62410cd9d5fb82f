#pragma once
// What the status page shows, as JSON. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "features/relay/config/service_config.hpp"
#include "store/relay_state.hpp"

namespace cloudx::relay {

inline constexpr std::size_t kEventsShown = 100;
// Where there are more, those are shown that have a relay or were heard of last.
inline constexpr std::size_t kEndpointsShown = 500;

struct Overview {
  store::Time now;
  std::vector<store::RelayState> relays;   // of all endpoints that ever had one
  std::vector<store::Presence> presences;  // of all endpoints
  std::vector<store::Event> events;        // newest first
};

// Another one whenever the page has to show something else than that time has passed; nodes that
// know the same give the same.
[[nodiscard]] std::string mark_of(const Overview& overview);

struct Server {
  std::string_view node;
  std::string_view version;
};
// Times are Unix seconds, 0 for never; money is US dollars. docs/relay-operator.md has the members.
[[nodiscard]] std::string to_json(const Overview& overview, const Server& server,
                                  const ServiceConfig& config);

}  // namespace cloudx::relay
