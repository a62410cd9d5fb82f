#pragma once
// How long an operation may take and who may end it early (Go's context.Context). Every operation
// that can wait takes a Deadline; when that has passed or its stop is requested, the operation
// fails with Errc::timeout or Errc::interrupted, and the connection that it used is closed.

#include <chrono>
#include <stop_token>

namespace cloudx::async {

struct Deadline {
  std::chrono::steady_clock::time_point expiry = std::chrono::steady_clock::time_point::max();
  std::stop_token stop;

  // The earlier one of this deadline and `limit` from now, with the same stop.
  [[nodiscard]] Deadline at_most(std::chrono::steady_clock::duration limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    return {end < expiry ? end : expiry, stop};
  }
};

}  // namespace cloudx::async
