#include "features/doctor/instance_checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/core/error_class.hpp"
#include "instances/node_id.hpp"
#include "instances/owner.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::doctor {

namespace {

// AWS Systems Manager User Guide, "Allow and control permissions for SSH connections through
// Session Manager": the agent on the node must have this version.
constexpr ssm::AgentVersion kFirstWithSsh = {2, 3, 672, 0};

constexpr const char* kAgentRemedy =
    "check that amazon-ssm-agent runs on it, that its instance profile has "
    "AmazonSSMManagedInstanceCore, and that it reaches the SSM endpoints (NAT or VPC endpoints)";
constexpr const char* kHybridRemedy =
    "check that the machine and amazon-ssm-agent on it run, and that it reaches the SSM endpoints";
constexpr const char* kUpdateRemedy = "update it: run the document AWS-UpdateSSMAgent on the node";

// "ssm:StartSession" -> "may StartSession"
std::string permission_name(const std::string& action) {
  return "may " + action.substr(action.find(':') + 1);
}

// The first line, without the encoded message that EC2 adds to a denial.
std::string brief(const Error& error) {
  const std::string_view text = error.message;
  return std::string(
      text.substr(0, std::min(text.find(" Encoded authorization"), text.find('\n'))));
}

}  // namespace

Finding untried_permission(const std::string& action) {
  return skipped(permission_name(action),
                 action + " was not tried: AWS has no dry run for it, the next ssh will tell");
}

Finding check_permission(const std::string& action, const Result<bool>& allowed,
                         const std::string& without) {
  const std::string name = permission_name(action);
  if (allowed && *allowed) return good(name, action + " is allowed");
  if (allowed || aws::is_denied(allowed.error())) {
    return warning(name, fmt::format("{} is denied: {}", action, without),
                   fmt::format("allow {} in the policy of the user or role", action));
  }
  // Refused for another reason, which its own check tells: the permission is there.
  if (allowed.error().kind == Errc::service && !aws::is_unknown_key(allowed.error()) &&
      !aws::is_expired(allowed.error()) && allowed.error().http_status < 500) {
    return skipped(name, fmt::format("cannot be told: {}", brief(allowed.error())));
  }
  return warning(name, fmt::format("cannot be told: {}", brief(allowed.error())), "try again");
}

Life life_of(const Result<std::vector<aws::Instance>>& found) {
  if (!found || found->empty()) return Life::unknown;
  switch (found->front().state) {
    case aws::InstanceState::running:
      return Life::running;
    case aws::InstanceState::terminated:
    case aws::InstanceState::shutting_down:
      return Life::gone;
    default:
      return Life::not_running;
  }
}

Finding check_instance(const std::string& id, const std::string& region,
                       const Result<std::vector<aws::Instance>>& found, bool start_denied) {
  const std::string name = "instance";
  const bool unknown =
      found ? found->empty() : found.error().service_code.starts_with("InvalidInstanceID");
  if (unknown) {
    return failure(name, fmt::format("there is no {} in {} for this account", id, region),
                   "check the id (HostName in the ssh config), --region and --profile");
  }
  if (!found) {
    const std::string text = fmt::format("{}: {}", id, brief(found.error()));
    if (aws::is_denied(found.error())) return skipped(name, text);
    return failure(name, text, "see the checks above");
  }
  const aws::Instance& instance = found->front();
  const auto tag = instance.tags.find("Name");
  const std::string label =
      tag == instance.tags.end() ? id : fmt::format("{} ({})", id, tag->second);
  const std::string text = fmt::format("{} is {}", label, instance.state_name);
  switch (instance.state) {
    case aws::InstanceState::running:
      return good(name, text);
    case aws::InstanceState::terminated:
    case aws::InstanceState::shutting_down:
      return failure(name, text + " and cannot be started again",
                     "set up the host that replaces it: cloudx-proxy setup");
    case aws::InstanceState::pending:
      return warning(name, text, "wait a moment: connect does so by itself");
    default:
      if (start_denied) {
        return failure(name, text + ", and you may not start it",
                       "allow ec2:StartInstances in the policy of the user or role, or have it "
                       "started");
      }
      return warning(name, text,
                     "the next ssh starts it and waits; cloudx-proxy start does it beforehand");
  }
}

Finding check_owner(const aws::Instance& instance, const std::string& tag,
                    const std::string& caller_arn) {
  const std::string name = "instance owner";
  const std::string owner = instances::owner_of(instance.tags, tag);
  if (owner.empty()) return skipped(name, fmt::format("it has no tag {}", tag));
  const std::string another = instances::belongs_to_another(instance.tags, tag, caller_arn);
  if (another.empty()) return good(name, fmt::format("{} names you: {}", tag, owner));
  return warning(name, another + ": where the account's policies compare them, you are kept out",
                 fmt::format("have {} set the tag {} of {} to your name, or name another profile "
                             "with --profile",
                             owner, tag, instance.instance_id));
}

Finding check_agent(const std::string& id, Life life,
                    const Result<std::vector<aws::InstanceInformation>>& known) {
  const std::string name = "SSM agent";
  if (life == Life::gone || life == Life::not_running) {
    return skipped(name, "the instance does not run");
  }
  if (!known) {
    if (aws::is_denied(known.error())) return skipped(name, "may not be asked for");
    return failure(name, brief(known.error()), "see the checks above");
  }
  if (known->empty()) {
    return failure(name, fmt::format("{} is not registered with Systems Manager", id),
                   instances::is_hybrid(id)
                       ? "register the machine with an activation, and check the region"
                       : kAgentRemedy);
  }
  const aws::InstanceInformation& node = known->front();
  if (node.ping_status == "Online") return good(name, "Online");
  std::string text = fmt::format("{}: the agent does not answer", node.ping_status);
  if (node.last_ping) text += ", last heard of " + iso8601(*node.last_ping);
  return failure(name, std::move(text), instances::is_hybrid(id) ? kHybridRemedy : kAgentRemedy);
}

std::optional<Finding> check_agent_version(
    const Result<std::vector<aws::InstanceInformation>>& known) {
  if (!known || known->empty() || known->front().agent_version.empty()) return std::nullopt;
  const std::string name = "SSM agent version";
  const std::string& text = known->front().agent_version;
  const auto version = ssm::parse_agent_version(text);
  if (!version) return good(name, text);
  if (*version < kFirstWithSsh) {
    return failure(name, fmt::format("{} has no SSH sessions: they need 2.3.672.0", text),
                   kUpdateRemedy);
  }
  if (*version < ssm::kFirstAcknowledgingDuplicates) {
    return warning(name,
                   fmt::format("{} recovers slowly from lost messages, and takes no large ones: "
                               "that needs 3.2.1041.0",
                               text),
                   kUpdateRemedy);
  }
  return good(name, text);
}

Finding check_connected(const std::string& id, Life life, const Result<bool>& connected) {
  const std::string name = "message gateway";
  if (life == Life::gone || life == Life::not_running) {
    return skipped(name, "the instance does not run");
  }
  if (!connected) return skipped(name, brief(connected.error()));
  if (*connected) return good(name, "the agent is connected to it");
  return failure(name, "the agent is not connected to it: sessions are refused",
                 instances::is_hybrid(id) ? kHybridRemedy : kAgentRemedy);
}

}  // namespace cloudx::doctor
