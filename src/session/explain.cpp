#include "session/explain.hpp"

#include <fmt/format.h>

#include "aws/core/error_class.hpp"
#include "base/shell_word.hpp"

namespace cloudx::session {

namespace {

bool is_hybrid(const SessionPlan& plan) {
  return plan.target.kind == instances::NodeKind::hybrid;
}

// StartSession's BadRequest for a hybrid node of the standard tier; its text is missing at times.
bool is_about_tier(const SessionPlan& plan, const Error& error) {
  if (error.message.contains("advanced-instances") ||
      error.message.contains("advanced instances")) {
    return true;
  }
  return is_hybrid(plan) && error.service_code.starts_with("BadRequest");
}

// How, where that is a command: " (COMMAND)".
std::string renewal_of(const SessionPlan& plan) {
  if (const auto login = home::login_remedy(plan.account)) return fmt::format(" ({})", *login);
  return fmt::format(" (for SSO: {} --profile {})", plan.account.settings.login_command,
                     shell_word(plan.account.settings.profile));
}

// What any call may run into, whatever it is for.
std::string general_hint(const SessionPlan& plan, const Error& error) {
  const std::string& profile = plan.account.settings.profile;
  if (aws::is_expired(error)) {
    return fmt::format("the credentials of profile {} have expired: renew them{}", profile,
                       renewal_of(plan));
  }
  if (aws::is_unknown_key(error)) {
    return fmt::format(
        "AWS does not accept the access key of profile {}: check the key and its "
        "secret",
        profile);
  }
  switch (error.kind) {
    case Errc::tls:
      return "if a proxy or a private certificate authority is in between, set AWS_CA_BUNDLE to "
             "its PEM file";
    case Errc::resolve:
      return fmt::format("check the network, and whether {} is a region", plan.region());
    case Errc::connect:
    case Errc::timeout:
      return "check the network; behind a proxy set HTTPS_PROXY";
    default:
      return {};
  }
}

// StartSession's code has no "Exception" at its end, and that of ExecuteCommand has.
std::string container_hint(const SessionPlan& plan, const Error& error) {
  if (error.service_code.starts_with("TargetNotConnected")) {
    return "check that the agent in the container runs (managedAgents in `aws ecs "
           "describe-tasks`), that the task's role has ssmmessages:CreateControlChannel, "
           "CreateDataChannel, OpenControlChannel and OpenDataChannel, that it reaches the "
           "ssmmessages endpoint, and that no two sessions with the container are open already";
  }
  if (!aws::is_denied(error)) return {};
  if (!plan.container->command.empty()) {
    return "the user or role needs ecs:ExecuteCommand on the cluster and on the task";
  }
  return "the user or role needs ssm:StartSession on the task and on " + plan.document.describe();
}

}  // namespace

bool says_worker_died(std::string_view text) {
  return text.contains("document process failed") || text.contains("session-worker");
}

Error explained(const SessionPlan& plan, const Error& error, std::string_view what,
                std::string hint) {
  Error told = error;
  if (error.kind == Errc::interrupted || error.kind == Errc::usage) return told;
  if (hint.empty()) hint = general_hint(plan, error);
  told.message = fmt::format("{} {}: {}", what, plan.describe(), error.message);
  if (!hint.empty()) told.message += "\n  " + hint;
  return told;
}

Error explain_credentials_failure(const SessionPlan& plan, const Error& error) {
  std::string hint = general_hint(plan, error);
  if (plan.account.default_profile_missing) {
    hint = fmt::format("there is no profile {} either, the default here; --profile names another",
                       plan.default_profile);
  }
  return explained(plan, error, "no credentials for", std::move(hint));
}

Error explain_session_failure(const SessionPlan& plan, const Error& error) {
  std::string hint;
  if (plan.container) {
    hint = container_hint(plan, error);
  } else if (aws::is_denied(error)) {
    hint = "the user or role needs ssm:StartSession on the instance and on " +
           plan.document.describe();
  } else if (error.service_code == "InvalidDocument") {
    hint = fmt::format("{} does not exist in {}: is it a region with Session Manager?",
                       plan.document.describe(), plan.region());
  } else if (is_about_tier(plan, error)) {
    hint =
        "sessions with hybrid nodes need the advanced-instances tier, which AWS charges for: aws "
        "ssm "
        "update-service-setting --setting-id /ssm/managed-instance/activation-tier "
        "--setting-value advanced";
  }
  return explained(plan, error, "no session to", std::move(hint));
}

Error explain_session_end(const SessionPlan& plan, const Error& error) {
  if (error.kind == Errc::credentials) return explain_credentials_failure(plan, error);
  std::string hint;
  if (says_worker_died(error.message)) {
    hint =
        "that is the agent's process for this session: it was killed or has crashed, as when the "
        "agent is updated or the instance has no memory left";
  }
  return explained(plan, error, "the session ended:", std::move(hint));
}

Error explain_channel_refusal(const SessionPlan& plan, const Error& error) {
  return explained(plan, error, "the message gateway refuses the session with",
                   "the user or role needs ssmmessages:OpenDataChannel on its own sessions");
}

Error explain_look_failure(const SessionPlan& plan, const Error& error) {
  std::string hint;
  if (error.service_code.starts_with("InvalidInstanceID")) {
    hint = "check the instance id, --region and --profile";
  } else if (aws::is_denied(error)) {
    hint =
        "it is not connected to Session Manager; to see whether it runs, the user or role needs "
        "ec2:DescribeInstances";
  }
  return explained(plan, error, "cannot look at", std::move(hint));
}

Error explain_start_failure(const SessionPlan& plan, const Error& error) {
  std::string hint;
  if (aws::is_denied(error)) {
    hint =
        "it is stopped; to start it, the user or role needs ec2:StartInstances (and, where its "
        "disk is encrypted, kms:CreateGrant)";
  }
  return explained(plan, error, "cannot start", std::move(hint));
}

Error explain_timeout(const SessionPlan& plan, std::string_view state) {
  Error error;
  error.kind = Errc::timeout;
  error.message = fmt::format(
      "{} could not be reached within {} s; its last state: {}\n"
      "  check that the SSM agent runs on it, that {}, and that it reaches the SSM endpoints; "
      "--timeout waits longer",
      plan.describe(), plan.timeout.count(), state,
      is_hybrid(plan) ? "its activation is valid"
                      : "its instance profile has AmazonSSMManagedInstanceCore");
  return error;
}

std::string describe_loss(const SessionPlan& plan, const Error& why) {
  const std::string lost = "the connection to " + plan.describe() + " is lost";
  if (why.kind == Errc::credentials) {
    return fmt::format("{}, and goes on when there are credentials again: {}", lost, why.message);
  }
  if (aws::is_expired(why)) {
    return fmt::format("{}, and goes on when there are new credentials: {}", lost,
                       general_hint(plan, why));
  }
  return fmt::format("{} and being restored: {}", lost, why.message);
}

std::string describe_silence(const SessionPlan& plan, std::string_view why) {
  if (why.empty()) {
    return fmt::format("{} has not answered for a while, although its agent is online",
                       plan.describe());
  }
  return fmt::format("{} has not answered for a while, and whether it is there cannot be told: {}",
                     plan.describe(), why);
}

}  // namespace cloudx::session
