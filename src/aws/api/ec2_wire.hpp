#pragma once
// What the EC2 calls have in common on the wire. Of this module alone.

#include <vector>

#include "aws/api/ec2.hpp"
#include "aws/core/request.hpp"

namespace pugi {
class xml_node;
}  // namespace pugi

namespace cloudx::aws {

// More than any account has; a service that never ends its pages is given up.
inline constexpr int kMaxEc2Pages = 1000;

void add_filters(QueryForm& form, const std::vector<InstanceFilter>& filters);

// <instanceState>, <currentState>, <previousState>.
[[nodiscard]] InstanceState to_state(const pugi::xml_node& state);
// An <item> of <instancesSet>.
[[nodiscard]] Instance to_instance(const pugi::xml_node& item);

}  // namespace cloudx::aws
