#include "session/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session/aws_session_service.hpp"

namespace cloudx::session {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kWorkerDied =
    "document process failed unexpectedly: document worker timed out , check "
    "[ssm-document-worker]/[ssm-session-worker] log for crash reason";

SessionPlan plan_for(std::string id) {
  SessionPlan plan;
  plan.target.kind =
      id.starts_with("mi-") ? instances::NodeKind::hybrid : instances::NodeKind::instance;
  plan.target.id = std::move(id);
  plan.account.settings.profile = "dev";
  plan.account.settings.endpoints.region = "eu-west-1";
  plan.timeout = std::chrono::seconds(300);
  return plan;
}

Error refused_by_service(std::string code, const std::string& text = "") {
  Error error = fail(Errc::service, "ssm StartSession: " + code + ": " + text).error();
  error.service_code = std::move(code);
  error.http_status = 400;
  return error;
}

TEST(Explain, AdvancedInstancesTierGetsItsRemedyAlsoWithoutAText) {
  const SessionPlan hybrid = plan_for("mi-0123456789abcdef0");
  for (const char* code : {"BadRequest", "BadRequestException"}) {
    for (const char* text : {"Enable advanced-instances tier to use Session Manager with your "
                             "on-premises instances",
                             ""}) {
      const Error told = explain_session_failure(hybrid, refused_by_service(code, text));
      EXPECT_THAT(told.message,
                  AllOf(HasSubstr("mi-0123456789abcdef0"),
                        HasSubstr("/ssm/managed-instance/activation-tier"), HasSubstr("advanced")));
    }
  }
  const Error other =
      explain_session_failure(plan_for("i-0123456789abcdef0"), refused_by_service("BadRequest"));
  EXPECT_THAT(other.message, Not(HasSubstr("activation-tier")));
}

SessionPlan plan_for_container(std::string command) {
  SessionPlan plan = plan_for("ecs:prod_0a_0a-1");
  plan.target.kind = instances::NodeKind::container;
  plan.container =
      ContainerSession{.container = {.cluster = "prod", .task = "0a", .container = "web"},
                       .command = std::move(command)};
  plan.document.name = "AWS-StartPortForwardingSession";
  return plan;
}

TEST(Explain, ContainerIsNamedAsItIsWrittenWithThePermissionOfItsKindOfSession) {
  const Error denied = refused_by_service("AccessDeniedException");
  EXPECT_THAT(explain_session_failure(plan_for_container("/bin/sh"), denied).message,
              AllOf(HasSubstr("ecs:prod/0a/web (profile dev"), HasSubstr("ecs:ExecuteCommand")));
  EXPECT_THAT(explain_session_failure(plan_for_container(""), denied).message,
              AllOf(HasSubstr("ssm:StartSession on the task"),
                    HasSubstr("AWS-StartPortForwardingSession"), Not(HasSubstr("instance"))));
}

TEST(Explain, ContainerWithoutAnAgentSaysWhatToCheckWhicheverServiceAnswers) {
  for (const char* code : {"TargetNotConnected", "TargetNotConnectedException"}) {
    EXPECT_THAT(
        explain_session_failure(plan_for_container("/bin/sh"), refused_by_service(code)).message,
        AllOf(HasSubstr("ssmmessages:"), HasSubstr("managedAgents"), HasSubstr("two sessions")));
  }
}

TEST(Explain, DeadWorkerOfASessionThatHadBytesIsExplained) {
  const SessionPlan plan = plan_for("i-0123456789abcdef0");
  const Error told = explain_session_end(plan, fail(Errc::closed, kWorkerDied).error());
  EXPECT_THAT(told.message, AllOf(HasSubstr(kWorkerDied), HasSubstr("killed or has crashed")));
}

TEST(Explain, RefusedChannelNamesThePermission) {
  Error error = fail(Errc::service, "opening the websocket: the service answered 403").error();
  error.http_status = 403;
  EXPECT_THAT(explain_channel_refusal(plan_for("i-0123456789abcdef0"), error).message,
              AllOf(HasSubstr("ssmmessages:OpenDataChannel"), HasSubstr("403")));
}

TEST(Explain, LossSaysWhatIsWaitedFor) {
  const SessionPlan plan = plan_for("i-0123456789abcdef0");
  Error expired = refused_by_service("ExpiredTokenException", "The security token is expired");
  EXPECT_THAT(describe_loss(plan, expired),
              AllOf(HasSubstr("lost"), HasSubstr("credentials"), HasSubstr("login --profile dev")));
  EXPECT_THAT(describe_loss(plan, fail(Errc::credentials, "run `aws-vault`").error()),
              AllOf(HasSubstr("lost"), HasSubstr("credentials"), HasSubstr("run `aws-vault`")));
  EXPECT_THAT(describe_loss(plan, fail(Errc::resolve, "no such host").error()),
              AllOf(HasSubstr("lost"), HasSubstr("no such host"), Not(HasSubstr("credentials"))));
}

TEST(Explain, TimeoutOfAHybridNodeDoesNotNameAnInstanceProfile) {
  EXPECT_THAT(explain_timeout(plan_for("mi-0123456789abcdef0"), "away").message,
              AllOf(HasSubstr("activation"), Not(HasSubstr("instance profile"))));
}

TEST(Renewable, KeysOfTheEnvironmentAreNot) {
  aws::Settings settings;
  settings.profile = "dev";
  for (const char* source :
       {"sso", "shared-credentials-file", "config-file", "custom-process", "assume-role",
        "assume-role-with-web-identity", "container-role", "iam-role"}) {
    EXPECT_TRUE(session::is_renewable(settings, source)) << source;
  }
  EXPECT_FALSE(session::is_renewable(settings, "env"));
  aws::Profile role{.name = "dev", .config = {}, .credentials = {}};
  role.config["credential_source"].text = "Environment";
  settings.profiles.profiles["dev"] = role;
  EXPECT_FALSE(session::is_renewable(settings, "assume-role"));
}

}  // namespace
}  // namespace cloudx::session
