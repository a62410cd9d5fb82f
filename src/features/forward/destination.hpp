#pragma once
// Where forwarded connections lead, seen from the instance, and the session document for it.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "session/session_plan.hpp"

namespace cloudx::forward {

struct Destination {
  std::optional<std::string> host;  // none: the instance itself
  std::uint16_t port = 0;

  friend auto operator<=>(const Destination&, const Destination&) = default;

  // For messages: "port 80", "db.internal:5432", "[fd00::1]:80".
  [[nodiscard]] std::string describe() const;
};

// A host that is the instance itself (is_the_instance()) is left out: agents since 3.3.4851.0
// refuse loopback addresses as remote hosts.
[[nodiscard]] Destination destination_of(std::optional<std::string> host, std::uint16_t port);

// AWS-StartPortForwardingSession, or the one ToRemoteHost, unless `named` names one; parameters
// that are given there stay.
[[nodiscard]] session::SessionDocument document_for(const Destination& destination,
                                                    session::SessionDocument named);

}  // namespace cloudx::forward
