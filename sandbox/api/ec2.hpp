#pragma once
// What the files of Amazon EC2 share, and the operations that have a file of their own.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

ApiResult describe_images(World& world, const ApiCall& call);
ApiResult run_instances(World& world, const ApiCall& call);
ApiResult start_instances(World& world, const ApiCall& call);
ApiResult stop_instances(World& world, const ApiCall& call);
ApiResult terminate_instances(World& world, const ApiCall& call);

// <item> of an instancesSet.
[[nodiscard]] std::string instance_xml(const Instance& instance, Time now);
[[nodiscard]] std::string instance_state_xml(std::string_view element, InstanceState state);

// An instance in the call's region that calls know already; else the error.
[[nodiscard]] std::expected<Instance*, ApiError> known_instance(World& world, const ApiCall& call,
                                                                std::string_view id);
// What DryRun answers where the call would have succeeded.
[[nodiscard]] std::unexpected<ApiError> dry_run();

// The launch template that the request names, by name or id; null if there is none.
[[nodiscard]] const LaunchTemplate* named_template(const World& world, const ApiCall& call);
// The tags that RunInstances is to give.
[[nodiscard]] Tags requested_tags(const ApiCall& call);

// "*" is any text, "?" any character, and a backslash makes them themselves.
[[nodiscard]] bool filter_matches(std::string_view pattern, std::string_view text);
// Whether something passes every Filter.N of the call: it has, for each name, a value that matches
// one of the filter's.
using ValuesOf = std::function<std::vector<std::string>(const std::string& filter_name)>;
[[nodiscard]] bool passes_filters(const ApiCall& call, const ValuesOf& values_of);

// <name>ITEMS of the page that the call asks for</name> and <nextToken>.
[[nodiscard]] ApiResult page_xml(const ApiCall& call, std::string_view name,
                                 const std::vector<std::string>& items);

}  // namespace cloudx::sandbox
