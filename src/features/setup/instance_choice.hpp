#pragma once
// Which instance: its id, or a pick from those that there are.

#include <string>
#include <vector>

#include "aws/api/ec2.hpp"
#include "base/error.hpp"

namespace cloudx::setup {

// Who chooses, and the key of the tag that names an instance's owner.
struct Chooser {
  std::string tag;
  std::string name;  // "" where it is not known

  [[nodiscard]] bool owns(const aws::Instance& instance) const;
};

// Instances that can be connected to: the chooser's own first, then those with names of our kind,
// by name; the terminated ones are left out.
[[nodiscard]] std::vector<aws::Instance> sorted_for_choice(std::vector<aws::Instance> instances,
                                                           const Chooser& chooser);

// One aligned line for each: name, id, state, environment, owner.
[[nodiscard]] std::vector<std::string> choice_lines(const std::vector<aws::Instance>& instances,
                                                    const Chooser& chooser);

// The only one of the chooser's own among sorted ones. Errc::usage, with the instances that there
// are to choose from, where there is none or more than one.
[[nodiscard]] Result<std::string> only_one_owned(const std::vector<aws::Instance>& sorted,
                                                 const Chooser& chooser);

}  // namespace cloudx::setup
