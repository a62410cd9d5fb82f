#include "features/connect/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::connect {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kWorkerDied =
    "document process failed unexpectedly: document worker timed out , check "
    "[ssm-document-worker]/[ssm-session-worker] log for crash reason";

TEST(Explain, RefusedPortIsCalledByItsNameWhateverTheAgentSays) {
  ConnectPlan plan;
  plan.target.id = "i-0123456789abcdef0";
  plan.target.port = 2222;
  plan.account.settings.endpoints.region = "eu-west-1";
  const std::string died = explain_no_answer(plan, kWorkerDied).message;
  EXPECT_THAT(died,
              AllOf(HasSubstr("refused"), HasSubstr("port 2222"), HasSubstr("i-0123456789abcdef0"),
                    HasSubstr(kWorkerDied), HasSubstr("SSH server")));
  EXPECT_THAT(explain_no_answer(plan, "").message,
              AllOf(HasSubstr("port 2222"), HasSubstr("ended from outside")));
  EXPECT_THAT(explain_no_answer(plan, "Unable to connect to specified port").message,
              AllOf(HasSubstr("port 2222"), HasSubstr("Unable to connect")));
  const Error late = explain_no_answer_in_time(plan, kWorkerDied);
  EXPECT_EQ(late.kind, Errc::timeout);
  EXPECT_THAT(late.message,
              AllOf(HasSubstr("300 s"), HasSubstr("--timeout"), HasSubstr("refused")));
}

}  // namespace
}  // namespace cloudx::connect
