#pragma once
// Which instance: its id, or a pick from those that there are.

#include <string>
#include <vector>

#include "aws/api/ec2.hpp"

namespace cloudx::setup {

// Instances that can be connected to, our own first, by name; the terminated ones are left out.
[[nodiscard]] std::vector<aws::Instance> sorted_for_choice(std::vector<aws::Instance> instances);

// One aligned line for each: name, id, state, environment.
[[nodiscard]] std::vector<std::string> choice_lines(const std::vector<aws::Instance>& instances);

}  // namespace cloudx::setup
