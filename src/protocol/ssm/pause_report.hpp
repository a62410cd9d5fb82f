#pragma once
// What the user hears of a pause of publication: the service says that the agent is not connected.

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "protocol/ssm/time.hpp"

namespace cloudx::ssm {

class PauseReport {
 public:
  enum class Change : std::uint8_t { none, away, back };

  // After every event and at the deadline. `waiting`: there is a pause, and the agent owes
  // something.
  [[nodiscard]] Change update(bool waiting, TimePoint now) {
    if (!waiting) {
      due_.reset();
      return std::exchange(reported_, false) ? Change::back : Change::none;
    }
    if (!due_) due_ = now + kLongPause;
    if (reported_ || now < *due_) return Change::none;
    reported_ = true;
    return Change::away;
  }

  [[nodiscard]] std::optional<TimePoint> deadline() const {
    return reported_ ? std::nullopt : due_;
  }

 private:
  static constexpr std::chrono::seconds kLongPause{5};  // a shorter one is not worth a word
  std::optional<TimePoint> due_;
  bool reported_ = false;
};

}  // namespace cloudx::ssm
