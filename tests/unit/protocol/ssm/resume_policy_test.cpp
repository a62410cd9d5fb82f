#include "protocol/ssm/resume_policy.hpp"

#include <gtest/gtest.h>

#include "protocol/ssm/closing_text.hpp"

namespace cloudx::ssm {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST(ResumePolicy, DelaysDoubleUpToTheirCapWithJitter) {
  double random = 0;
  ResumePolicy policy([&random] { return random; });
  const TimePoint now{};
  for (const int expected : {0, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 15000, 15000}) {
    EXPECT_EQ(policy.next(now, minutes(20)), milliseconds(expected));
  }
  random = 0.5;
  EXPECT_EQ(policy.next(now, minutes(20)), milliseconds(22500));
}

TEST(ResumePolicy, LimitCountsFromTheFirstFailureUntilSomethingWorks) {
  ResumePolicy policy([] { return 0.0; });
  TimePoint now{};
  EXPECT_TRUE(policy.next(now, minutes(1)).has_value());
  now += minutes(1);
  EXPECT_FALSE(policy.next(now, minutes(1)).has_value());
  policy.alive();
  EXPECT_EQ(policy.next(now, minutes(1)), milliseconds(0));
}

TEST(ResumePolicy, FirstAttemptComesWithinAnInstant) {
  ResumePolicy policy([] { return 0.5; });
  EXPECT_EQ(policy.next({}, minutes(1)), milliseconds(25));
}

TEST(ResumePolicy, PresignedUrlsAreRecognisedByTheirParameterNames) {
  EXPECT_TRUE(is_presigned("wss://h/p?role=x&X-Amz-Date=1"));
  EXPECT_TRUE(is_presigned("wss://h/p?X-Amz-Signature=1"));
  EXPECT_FALSE(
      is_presigned("wss://h/X-Amz-Date?role=publish_subscribe&cell-number=AA+/X-Amz-Date="));
  EXPECT_FALSE(is_presigned("wss://h/p?"));
}

TEST(ResumePolicy, PermissionErrorsDoNotPass) {
  Error error;
  error.kind = Errc::service;
  error.http_status = 400;
  error.service_code = "AccessDeniedException";
  EXPECT_FALSE(may_pass(error));
  error.service_code = "ExpiredTokenException";
  EXPECT_TRUE(may_pass(error));
}

TEST(ResumePolicy, AtFirstAWrongSetUpShows) {
  Error error;
  for (const Errc kind : {Errc::resolve, Errc::tls, Errc::proxy, Errc::credentials}) {
    error.kind = kind;
    EXPECT_TRUE(may_pass(error));
    EXPECT_FALSE(may_pass_at_first(error));
  }
  error.kind = Errc::service;
  for (const int status : {408, 429, 500, 503}) {
    error.http_status = status;
    EXPECT_TRUE(may_pass(error)) << status;
    EXPECT_TRUE(may_pass_at_first(error)) << status;
  }
}

TEST(ClosingText, IsOneCleanLine) {
  EXPECT_EQ(closing_text("\n----------ERROR-------\nUnable to\tconnect\r\n"), "Unable to connect");
  EXPECT_EQ(closing_text(" \n"), "");
  EXPECT_EQ(closing_text("no\xc2\x9b"
                         "2J way"),
            "no 2J way");
  EXPECT_EQ(closing_text("a -- b"), "a -- b");
}

}  // namespace
}  // namespace cloudx::ssm
