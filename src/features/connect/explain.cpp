#include "features/connect/explain.hpp"

#include <fmt/format.h>

#include "aws/core/error_class.hpp"
#include "session/explain.hpp"

namespace cloudx::connect {

namespace {

std::string no_answer(const ConnectPlan& plan, std::string_view text) {
  if (text.empty()) {
    return fmt::format(
        "{} has closed the session before any byte came: nothing answers on its port {}, or the "
        "session was ended from outside",
        plan.describe(), plan.target.port);
  }
  return fmt::format("nothing answers on port {} of {}: {} (\"{}\")", plan.target.port,
                     plan.describe(),
                     session::says_worker_died(text)
                         ? "the connection was refused, which its agent words like this"
                         : "its agent says",
                     text);
}

std::string no_answer_hint(const ConnectPlan& plan) {
  return fmt::format("\n  check that its SSH server runs and listens on port {}", plan.target.port);
}

}  // namespace

Error explain_no_answer(const ConnectPlan& plan, std::string_view text) {
  return fail(Errc::closed, no_answer(plan, text) + no_answer_hint(plan)).error();
}

Error explain_no_answer_in_time(const ConnectPlan& plan, std::string_view text) {
  return fail(Errc::timeout,
              fmt::format("no SSH server within {} s: {}{}; --timeout waits longer",
                          plan.timeout.count(), no_answer(plan, text), no_answer_hint(plan)))
      .error();
}

Error explain_push_failure(const ConnectPlan& plan, const Error& error) {
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
  return session::explained(plan, error, "the SSH key cannot be pushed to", std::move(hint));
}

std::string describe_remote_end(const ConnectPlan& plan) {
  return fmt::format(
      "the session with {} was closed from the other side: by its SSH server, for its idle or "
      "maximum time, or by an administrator",
      plan.describe());
}

}  // namespace cloudx::connect
