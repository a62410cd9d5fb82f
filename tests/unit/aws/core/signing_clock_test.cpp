#include "aws/core/signing_clock.hpp"

#include <gtest/gtest.h>

namespace cloudx::aws {
namespace {

constexpr Timestamp kLocal{std::chrono::seconds(1'700'000'000)};

SigningClock clock_with_server_at(const char* date) {
  SigningClock clock([] { return kLocal; });
  HttpResponse response;
  response.headers = {{"Date", date}};
  clock.observe(response);
  return clock;
}

Error coded(std::string code) {
  Error error;
  error.kind = Errc::service;
  error.service_code = std::move(code);
  return error;
}

TEST(SigningClock, FollowsTheServersDate) {
  const SigningClock clock = clock_with_server_at("Tue, 14 Nov 2023 23:13:20 GMT");
  EXPECT_EQ(clock.offset(), std::chrono::hours(1));
  EXPECT_EQ(clock.now(), kLocal + std::chrono::hours(1));
}

TEST(SigningClock, AnswerWithoutUsableDateChangesNothing) {
  SigningClock clock = clock_with_server_at("Tue, 14 Nov 2023 23:13:20 GMT");
  clock.observe({});
  HttpResponse garbage;
  garbage.headers = {{"Date", "yesterday"}};
  clock.observe(garbage);
  EXPECT_EQ(clock.offset(), std::chrono::hours(1));
}

TEST(SigningClock, SkewCodesAreExplainedByAnyDifference) {
  const SigningClock clock = clock_with_server_at("Tue, 14 Nov 2023 22:13:50 GMT");
  for (const char* code : {"RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"}) {
    EXPECT_TRUE(clock.explains(coded(code), kLocal)) << code;
    EXPECT_FALSE(clock.explains(coded(code), clock.now())) << code;
  }
}

TEST(SigningClock, SignatureCodesAreExplainedByMoreThanFourMinutesOnly) {
  for (const char* code : {"InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"}) {
    EXPECT_FALSE(
        clock_with_server_at("Tue, 14 Nov 2023 22:17:20 GMT").explains(coded(code), kLocal));
    EXPECT_TRUE(
        clock_with_server_at("Tue, 14 Nov 2023 22:08:00 GMT").explains(coded(code), kLocal));
  }
  EXPECT_FALSE(clock_with_server_at("Tue, 14 Nov 2023 20:00:00 GMT")
                   .explains(coded("AccessDenied"), kLocal));
}

}  // namespace
}  // namespace cloudx::aws
