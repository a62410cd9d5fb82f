#pragma once
// The instance as EC2 and Systems Manager see it, and what the caller may do with it.

#include <optional>
#include <string>
#include <vector>

#include "aws/api/ec2.hpp"
#include "aws/api/ssm.hpp"
#include "base/error.hpp"
#include "features/doctor/finding.hpp"

namespace cloudx::doctor {

// `action` as IAM writes it: "ssm:StartSession". For one that can be tried only by doing it.
[[nodiscard]] Finding untried_permission(const std::string& action);

// For an action that connect needs only while the instance is not ready: `without` says what does
// not work when it is denied.
[[nodiscard]] Finding check_permission(const std::string& action, const Result<bool>& allowed,
                                       const std::string& without);

// What is known of the instance after EC2 has been asked.
enum class Life : std::uint8_t { unknown, running, not_running, gone };

[[nodiscard]] Life life_of(const Result<std::vector<aws::Instance>>& found);

// `start_denied`: the caller may not start it.
[[nodiscard]] Finding check_instance(const std::string& id, const std::string& region,
                                     const Result<std::vector<aws::Instance>>& found,
                                     bool start_denied);

// `tag` is the key of the one that names its owner, `caller_arn` who asks.
[[nodiscard]] Finding check_owner(const aws::Instance& instance, const std::string& tag,
                                  const std::string& caller_arn);

// `id` may be that of a hybrid node ("mi-...").
[[nodiscard]] Finding check_agent(const std::string& id, Life life,
                                  const Result<std::vector<aws::InstanceInformation>>& known);

// nullopt where the version is not known.
[[nodiscard]] std::optional<Finding> check_agent_version(
    const Result<std::vector<aws::InstanceInformation>>& known);

[[nodiscard]] Finding check_connected(const std::string& id, Life life,
                                      const Result<bool>& connected);

}  // namespace cloudx::doctor
