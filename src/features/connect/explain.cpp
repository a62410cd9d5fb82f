#include "features/connect/explain.hpp"

#include <fmt/format.h>

#include "aws/core/error_class.hpp"
#include "aws/core/text.hpp"

namespace cloudx::connect {

namespace {

// What any call may run into, whatever it is for.
std::string general_hint(const Plan& plan, const Error& error) {
  const std::string& profile = plan.account.settings.profile;
  if (aws::is_expired(error)) {
    return fmt::format(
        "the credentials of profile {} have expired: renew them (for SSO: {} --profile {})",
        profile, plan.account.settings.login_command, aws::shell_word(profile));
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

Error compose(const Plan& plan, const Error& error, std::string_view what, std::string hint) {
  Error told = error;
  if (error.kind == Errc::interrupted || error.kind == Errc::usage) return told;
  if (hint.empty()) hint = general_hint(plan, error);
  told.message = fmt::format("{} {}: {}", what, plan.describe(), error.message);
  if (!hint.empty()) told.message += "\n  " + hint;
  return told;
}

}  // namespace

Error explain_credentials_failure(const Plan& plan, const Error& error) {
  std::string hint = general_hint(plan, error);
  if (plan.account.default_profile_missing) {
    hint = fmt::format("there is no profile {} either, the default here; --profile names another",
                       plan.locations.default_profile);
  }
  return compose(plan, error, "no credentials for", std::move(hint));
}

Error explain_session_failure(const Plan& plan, const Error& error) {
  std::string hint;
  if (aws::is_denied(error)) {
    hint =
        "the user or role needs ssm:StartSession on the instance and on the document "
        "AWS-StartSSHSession";
  } else if (error.service_code == "InvalidDocument") {
    hint = fmt::format(
        "the document AWS-StartSSHSession does not exist in {}: is it a region "
        "with Session Manager?",
        plan.region());
  }
  return compose(plan, error, "no session to", std::move(hint));
}

Error explain_session_end(const Plan& plan, const Error& error) {
  return compose(plan, error, "the session ended:", {});
}

Error explain_push_failure(const Plan& plan, const Error& error) {
  std::string hint;
  if (aws::is_denied(error)) {
    hint = fmt::format(
        "the user or role needs ec2-instance-connect:SendSSHPublicKey on the "
        "instance for the user {}",
        plan.os_user);
  } else if (error.service_code == "EC2InstanceTypeInvalidException" ||
             error.service_code == "InvalidArgsException") {
    hint = "check --os-user and the public key " + plan.locations.public_key.string();
  }
  return compose(plan, error, "the SSH key cannot be pushed to", std::move(hint));
}

Error explain_look_failure(const Plan& plan, const Error& error) {
  std::string hint;
  if (error.service_code.starts_with("InvalidInstanceID")) {
    hint = "check the instance id, --region and --profile";
  } else if (aws::is_denied(error)) {
    hint =
        "it is not connected to Session Manager; to see whether it runs, the user or role needs "
        "ec2:DescribeInstances";
  }
  return compose(plan, error, "cannot look at", std::move(hint));
}

Error explain_start_failure(const Plan& plan, const Error& error) {
  std::string hint;
  if (aws::is_denied(error)) {
    hint =
        "it is stopped; to start it, the user or role needs ec2:StartInstances (and, where its "
        "disk is encrypted, kms:CreateGrant)";
  }
  return compose(plan, error, "cannot start", std::move(hint));
}

Error explain_timeout(const Plan& plan, std::string_view state) {
  Error error;
  error.kind = Errc::timeout;
  error.message = fmt::format(
      "{} could not be reached within {} s; its last state: {}\n"
      "  check that the SSM agent runs on it, that its instance profile has "
      "AmazonSSMManagedInstanceCore, and that it reaches the SSM endpoints; --timeout waits longer",
      plan.describe(), plan.timeout.count(), state);
  return error;
}

}  // namespace cloudx::connect
