#pragma once
// What time it is, for all that is decided or written down; timers are the system's.

#include <chrono>

#include "features/relay/reconcile/moment.hpp"

namespace cloudx::relay {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Moment now() const = 0;

  [[nodiscard]] store::Time wall() const { return now().wall; }
  [[nodiscard]] SteadyTime steady() const { return now().steady; }
  [[nodiscard]] std::chrono::sys_seconds seconds() const {
    return std::chrono::floor<std::chrono::seconds>(wall());
  }
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const override {
    return {std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
            std::chrono::steady_clock::now()};
  }
};

}  // namespace cloudx::relay
