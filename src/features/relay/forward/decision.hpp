#pragma once
// What the daemon does when it hears of its endpoint.

#include <string>

#include "protocol/relay/endpoint_view.hpp"

namespace cloudx::relay {

// Tells one relay from another; "" where none runs.
[[nodiscard]] std::string relay_name(const EndpointView& view);

enum class Action : std::uint8_t { nothing, open, close };

// `open`: the relay that this machine forwards to now, `done`: the last one that it is through
// with; "" for none. Where another relay runs than the open one, the first thing is to close.
[[nodiscard]] Action decide(const EndpointView& view, const std::string& open,
                            const std::string& done);

struct Attempts {
  bool was_in = false;  // the relay has let this machine in before
  int failures = 0;     // since then
};
// Whether a relay has to be taken for gone, or used up, when ssh to it has ended. One of the
// original powers itself off with the connection; for others the service says when they end, unless
// it has not noticed yet.
[[nodiscard]] bool is_over(const EndpointView& relay, const Attempts& attempts);

}  // namespace cloudx::relay
