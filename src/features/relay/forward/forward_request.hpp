#pragma once

#include <chrono>
#include <cstdint>

#include "features/relay/client/settings.hpp"

namespace cloudx::relay {

// `relay forward` as given on the command line.
struct ForwardRequest {
  ClientRequest client;
  std::uint16_t ssh_port = 22;              // of this machine: all that is ever exposed
  std::chrono::seconds poll_interval{300};  // with a service of version 1
};

}  // namespace cloudx::relay
