#include "features/doctor/plugin_checks.hpp"

namespace cloudx::doctor {

namespace {

constexpr const char* kName = "session-manager-plugin";

}  // namespace

std::optional<Finding> check_plugin(const PluginFacts& facts) {
  if (facts.is_ours) return good(kName, "this program: " + facts.found.string());
  if (!facts.found.empty()) {
    return good(kName, facts.found.string() +
                           ", another program; \"cloudx-proxy plugin install --replace\" puts this "
                           "one in its place");
  }
  if (!facts.has_aws) return std::nullopt;
  return skipped(kName,
                 "there is none in PATH: aws ssm start-session needs it, cloudx-proxy does not; "
                 "\"cloudx-proxy plugin install\" makes one");
}

}  // namespace cloudx::doctor
