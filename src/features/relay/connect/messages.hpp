#pragma once
// What the user is told while the connection comes about.

#include <cstdint>
#include <string>

#include "protocol/relay/endpoint_view.hpp"

namespace cloudx::relay {

// "3 h", "2 min", "45 s": the largest unit that fits.
[[nodiscard]] std::string rough_duration(std::int64_t seconds);

// What the relay of endpoint `id` is waiting for. A running relay waits for the machine itself.
[[nodiscard]] std::string describe_wait(const EndpointView& view, const std::string& id);

// Why a connection that stood has failed all the same: an SSH server speaks first, and this one
// said nothing before its end came.
[[nodiscard]] std::string describe_silence(const std::string& id);

}  // namespace cloudx::relay
