#pragma once
// What `relay connect` is going to do.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "features/relay/client/settings.hpp"
#include "features/relay/connect/relay_connect_request.hpp"

namespace cloudx::relay {

struct LocalAddress {
  std::string host;
  std::uint16_t port = 22;
};

struct RelayPlan {
  ClientSettings settings;
  std::optional<LocalAddress> local;
  std::chrono::seconds timeout{300};
};

// "HOST", "HOST:PORT", "[IPV6]", "[IPV6]:PORT" or a bare IPv6 address. Errc::usage for the rest.
[[nodiscard]] Result<LocalAddress> parse_local(const std::string& text);

[[nodiscard]] Result<RelayPlan> make_relay_plan(const RelayConnectRequest& request,
                                                const home::ProcessContext& context);

}  // namespace cloudx::relay
