#pragma once

#include <chrono>

#include "store/relay_state.hpp"

namespace cloudx::relay {

[[nodiscard]] inline store::Time now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace cloudx::relay
