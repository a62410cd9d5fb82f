#pragma once
// What a stack's resources are in the sandbox's world.

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "sandbox/stacks/functions.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

struct World;

[[nodiscard]] bool is_resource_type(std::string_view type);

struct ResourceOrder {
  std::string stack_name;
  std::string logical_id;
  std::string type;
  boost::json::object properties;  // every function carried out
};

// Errors: usage, the reason as the resource's service words it.
[[nodiscard]] Result<ResourceValues> make_resource(World& world, const ResourceOrder& order);
// Another physical id than before: it was made anew, and the former one is still there.
[[nodiscard]] Result<ResourceValues> change_resource(World& world, const ResourceOrder& before,
                                                     const ResourceValues& values,
                                                     const ResourceOrder& order);
[[nodiscard]] Result<void> remove_resource(World& world, std::string_view type,
                                           const std::string& physical_id, Time now);

}  // namespace cloudx::sandbox
