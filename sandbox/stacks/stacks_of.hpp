#pragma once
// The stacks of a world, in the order in which they were made; the deleted ones stay among them.

#include <vector>

#include "sandbox/stacks/stack.hpp"

namespace cloudx::sandbox {

struct World;

[[nodiscard]] std::vector<Stack>& stacks_of(World& world);

}  // namespace cloudx::sandbox
