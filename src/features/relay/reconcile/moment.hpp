#pragma once
// A moment, as the clock on the wall and a clock that nobody sets tell it.

#include <chrono>

#include "store/relay_state.hpp"

namespace cloudx::relay {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Moment {
  store::Time wall;
  SteadyTime steady;
};

}  // namespace cloudx::relay
