#pragma once
// What the agents of the instances have at hand.

#include <filesystem>
#include <functional>
#include <string_view>

#include "sandbox/agent/target.hpp"

namespace cloudx::sandbox {

struct Reach {
  OpenTarget open;
  // Where the programs of an instance (or of a container) run; it exists.
  std::function<std::filesystem::path(std::string_view target)> home;
};

}  // namespace cloudx::sandbox
