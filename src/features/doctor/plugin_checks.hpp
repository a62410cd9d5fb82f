#pragma once
// Which program the AWS CLI would start for a session.

#include <filesystem>
#include <optional>

#include "features/doctor/finding.hpp"

namespace cloudx::doctor {

struct PluginFacts {
  bool has_aws = false;         // there is an `aws` in PATH
  std::filesystem::path found;  // what PATH has as session-manager-plugin; empty: none
  bool is_ours = false;         // that is this program
};

// Nothing where neither is there: not everybody has the AWS CLI, and we do not need it.
[[nodiscard]] std::optional<Finding> check_plugin(const PluginFacts& facts);

}  // namespace cloudx::doctor
