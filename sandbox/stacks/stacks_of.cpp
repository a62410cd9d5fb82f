#include "sandbox/stacks/stacks_of.hpp"

#include <memory>

#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

namespace {

struct StackList final : WorldExtension {
  std::vector<Stack> stacks;
};

}  // namespace

std::vector<Stack>& stacks_of(World& world) {
  if (!world.stacks) world.stacks = std::make_unique<StackList>();
  return static_cast<StackList&>(*world.stacks).stacks;  // nobody else makes one
}

}  // namespace cloudx::sandbox
