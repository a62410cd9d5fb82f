#pragma once
// Names of environments and hosts: where they come from and what ssh_config can hold.

#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::setup {

// Empty where nothing was found. An environment that ssh_config could not hold counts as nothing.
struct Names {
  std::string environment;
  std::string host;
  bool ours = false;  // the Name tag is of the form below
};

// From an instance's tags: the Name tag "cloudX-{environment}-{host}", up to a " | ", then the tags
// cloudX:environment, cloudx:environment and Environment. Any other Name tag gives a host name,
// too. It is made fit: what a name cannot hold becomes "-".
[[nodiscard]] Names names_from_tags(const std::map<std::string, std::string>& tags);

struct CallerName {
  std::string environment;  // of a user cloudX-{environment}-{user}, else empty
  bool usual = true;        // false: an IAM user with a name of another form
};

// From the ARN of GetCallerIdentity. Roles and federated users have no environment in their names.
[[nodiscard]] CallerName name_from_arn(std::string_view arn);

// "instance-" and the last seven characters of the id.
[[nodiscard]] std::string generated_host(std::string_view instance_id);

// A name that can stand in a Host pattern: letters, digits, ".", "_" and "-", not at the front.
// Errc::usage with `what` ("environment", "host name", "prefix") in the message.
[[nodiscard]] Result<void> check_name(std::string_view what, std::string_view name);

}  // namespace cloudx::setup
