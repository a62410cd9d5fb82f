#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "features/relay/client/settings.hpp"

namespace cloudx::relay {

// `relay connect` as given on the command line.
struct RelayConnectRequest {
  ClientRequest client;
  std::optional<std::string> local;   // HOST[:PORT] to try before the relay
  std::chrono::seconds timeout{300};  // until the connection must stand
};

}  // namespace cloudx::relay
