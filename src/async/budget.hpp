#pragma once
// How long an operation may take and who may end it early. Every operation of this room that can
// wait takes a Budget; when it is spent the operation fails with Errc::timeout or Errc::interrupted
// and the connection it used is closed.

#include <chrono>
#include <stop_token>

namespace cloudx::async {

struct Budget {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::stop_token stop;

  // The same, ending no later than `limit` from now.
  [[nodiscard]] Budget at_most(std::chrono::steady_clock::duration limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    return {end < deadline ? end : deadline, stop};
  }
};

}  // namespace cloudx::async
