#include "features/exec/exit_status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::exec {
namespace {

using testing::HasSubstr;

ssm::SessionOutcome ended(std::optional<std::int64_t> code) {
  ssm::SessionOutcome outcome;
  outcome.end = ssm::SessionOutcome::End::remote_closed;
  outcome.agent_version = "3.3.1142.0";
  outcome.exit_code = code;
  return outcome;
}

TEST(ExitStatus, IsTheCommandsOwn) {
  for (const int code : {0, 1, 2, 127, 255}) {
    EXPECT_EQ(exit_status_of(ended(code)).code, code);
    EXPECT_EQ(exit_status_of(ended(code)).why, "");
  }
}

TEST(ExitStatus, OfASignalIsAtLeast128) {
  EXPECT_EQ(exit_status_of(ended(-1)).code, 255);
  EXPECT_THAT(exit_status_of(ended(-1)).why, HasSubstr("signal"));
}

TEST(ExitStatus, ACodeThatDoesNotFitIsNeverSuccess) {
  for (const std::int64_t code : {std::int64_t{256}, std::int64_t{3221225786}, std::int64_t{-2}}) {
    EXPECT_EQ(exit_status_of(ended(code)).code, 255) << code;
    EXPECT_THAT(exit_status_of(ended(code)).why, HasSubstr(std::to_string(code)));
  }
}

TEST(ExitStatus, ThatNobodyHasToldIsNoSuccessAndSaysWhy) {
  ssm::SessionOutcome outcome = ended(std::nullopt);
  EXPECT_EQ(exit_status_of(outcome).code, 255);
  EXPECT_THAT(exit_status_of(outcome).why, HasSubstr("not known"));
  outcome.was_restored = true;
  EXPECT_THAT(exit_status_of(outcome).why, HasSubstr("connection was lost"));
  outcome.agent_version = "3.1.1476.0";
  EXPECT_THAT(exit_status_of(outcome).why, HasSubstr("3.1.1511.0"));
}

TEST(ExitStatus, AfterALossTheOutputIsSuspect) {
  ssm::SessionOutcome outcome = ended(0);
  outcome.was_restored = true;
  EXPECT_EQ(exit_status_of(outcome).code, 0);
  EXPECT_THAT(exit_status_of(outcome).why, HasSubstr("missing"));
}

}  // namespace
}  // namespace cloudx::exec
