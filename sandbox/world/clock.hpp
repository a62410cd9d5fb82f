#pragma once
// The sandbox's time. Everything that depends on it takes the current time as an argument, so that
// a test can choose it.

#include <chrono>

#include "base/timestamp.hpp"

namespace cloudx::sandbox {

using Time = std::chrono::system_clock::time_point;
using Duration = std::chrono::system_clock::duration;

[[nodiscard]] inline Timestamp to_seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

}  // namespace cloudx::sandbox
