#include "aws/core/retry.hpp"

#include <gtest/gtest.h>

namespace cloudx::aws {
namespace {

using std::chrono::milliseconds;

Error service_failure(std::string code, int status = 400) {
  Error error;
  error.kind = Errc::service;
  error.service_code = std::move(code);
  error.http_status = status;
  return error;
}

Error failure(Errc kind) {
  Error error;
  error.kind = kind;
  return error;
}

double always_half() {
  return 0.5;
}

TEST(RetryReason, ThrottlingTransientAndBrokenConnectionsAreRetried) {
  EXPECT_EQ(retry_reason(service_failure("ThrottlingException"), RetrySafety::idempotent),
            RetryReason::throttled);
  EXPECT_EQ(retry_reason(service_failure("RequestLimitExceeded", 503), RetrySafety::idempotent),
            RetryReason::throttled);
  EXPECT_EQ(retry_reason(service_failure("InternalServerError", 500), RetrySafety::idempotent),
            RetryReason::transient);
  EXPECT_EQ(retry_reason(service_failure("IDPCommunicationError"), RetrySafety::idempotent),
            RetryReason::transient);
  EXPECT_EQ(retry_reason(service_failure("429", 429), RetrySafety::idempotent),
            RetryReason::throttled);
  EXPECT_EQ(retry_reason(failure(Errc::connect), RetrySafety::idempotent),
            RetryReason::no_response);
  EXPECT_EQ(retry_reason(failure(Errc::timeout), RetrySafety::idempotent), RetryReason::timeout);
}

TEST(RetryReason, WhatDoesNotHealIsNotRetried) {
  for (const char* code : {"AccessDeniedException", "TargetNotConnected", "ValidationException",
                           "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch"}) {
    EXPECT_EQ(retry_reason(service_failure(code), RetrySafety::idempotent), RetryReason::none)
        << code;
  }
  const Error no_capacity = service_failure("InsufficientInstanceCapacity", 500);
  EXPECT_EQ(retry_reason(no_capacity, RetrySafety::idempotent), RetryReason::none);
  EXPECT_FALSE(is_transient(no_capacity));
  EXPECT_EQ(retry_reason(service_failure("501", 501), RetrySafety::idempotent), RetryReason::none);
  for (const Errc kind : {Errc::resolve, Errc::interrupted, Errc::tls, Errc::proxy, Errc::http}) {
    EXPECT_EQ(retry_reason(failure(kind), RetrySafety::idempotent), RetryReason::none);
  }
}

TEST(RetryReason, WhoeverWaitsAnywayWaitsForMore) {
  for (const Error& error :
       {service_failure("ThrottlingException"), service_failure("500", 500),
        service_failure("501", 501), failure(Errc::connect), failure(Errc::closed),
        failure(Errc::timeout), failure(Errc::resolve), failure(Errc::proxy), failure(Errc::http),
        failure(Errc::protocol), failure(Errc::tls)}) {
    EXPECT_TRUE(is_transient(error)) << error.service_code;
  }
  for (const Error& error :
       {service_failure("AccessDeniedException"), service_failure("ExpiredTokenException"),
        service_failure("InvalidInstanceID.NotFound"), failure(Errc::interrupted),
        failure(Errc::credentials), failure(Errc::configuration)}) {
    EXPECT_FALSE(is_transient(error)) << error.service_code;
  }
}

TEST(RetryReason, LostAnswerIsNotRepeatedWhereTheCallMayHaveTakenEffect) {
  EXPECT_EQ(retry_reason(failure(Errc::timeout), RetrySafety::not_after_timeout),
            RetryReason::none);
  EXPECT_EQ(retry_reason(failure(Errc::connect), RetrySafety::not_after_timeout),
            RetryReason::no_response);
  EXPECT_EQ(retry_reason(service_failure("ThrottlingException"), RetrySafety::not_after_timeout),
            RetryReason::throttled);
}

TEST(RetryReason, RefusalSettlesWhatBecameOfItsOwnAttemptAlone) {
  for (const Error& error : {failure(Errc::connect), failure(Errc::closed), failure(Errc::timeout),
                             failure(Errc::interrupted), service_failure("", 503)}) {
    EXPECT_TRUE(may_have_taken_effect(error)) << error.http_status;
  }
  for (Error error : {failure(Errc::resolve), failure(Errc::credentials),
                      service_failure("RequestLimitExceeded"), service_failure("AccessDenied")}) {
    EXPECT_FALSE(may_have_taken_effect(error)) << error.service_code;
    error.follows_silence = true;
    EXPECT_TRUE(may_have_taken_effect(error)) << error.service_code;
  }
}

TEST(Retries, BackOffDoublesUpToTwentySecondsAndAttemptsAreLimited) {
  RetryTokens tokens;
  Retries retries(8, tokens, always_half);
  const Error error = failure(Errc::connect);
  for (const int expected : {500, 1000, 2000, 4000, 8000, 10000, 10000}) {
    EXPECT_EQ(retries.after_failure(error, RetrySafety::idempotent, {}), milliseconds(expected));
  }
  EXPECT_EQ(retries.after_failure(error, RetrySafety::idempotent, {}), std::nullopt);
  EXPECT_EQ(retries.attempts(), 8);
}

TEST(Retries, ServersDelayIsHonouredUpToFiveSecondsMore) {
  RetryTokens tokens;
  const Error error = failure(Errc::connect);
  Retries retries(9, tokens, always_half);
  EXPECT_EQ(retries.after_failure(error, RetrySafety::idempotent, milliseconds(3000)),
            milliseconds(3000));
  EXPECT_EQ(retries.after_failure(error, RetrySafety::idempotent, milliseconds(60000)),
            milliseconds(6000));
  EXPECT_EQ(retries.after_failure(error, RetrySafety::idempotent, milliseconds(1)),
            milliseconds(2000));
}

TEST(Retries, TokensRunOutAndComeBackWithSuccess) {
  RetryTokens tokens;
  for (int i = 0; i < 50; ++i) {
    Retries retries(2, tokens, always_half);
    EXPECT_TRUE(retries.after_failure(failure(Errc::timeout), RetrySafety::idempotent, {}));
  }
  EXPECT_EQ(tokens.left(), 0);
  Retries empty(3, tokens, always_half);
  EXPECT_FALSE(empty.after_failure(failure(Errc::connect), RetrySafety::idempotent, {}));
  Retries plain(3, tokens, always_half);
  plain.after_success();
  EXPECT_EQ(tokens.left(), 1);
  tokens.give_back(9);
  Retries recovered(3, tokens, always_half);
  EXPECT_TRUE(recovered.after_failure(failure(Errc::connect), RetrySafety::idempotent, {}));
  EXPECT_EQ(tokens.left(), 5);
  recovered.after_success();
  EXPECT_EQ(tokens.left(), 10);
  tokens.give_back(10'000);
  EXPECT_EQ(tokens.left(), 500);
}

TEST(RetryAfter, ReadsMillisecondsAndIgnoresGarbage) {
  HttpResponse response;
  EXPECT_EQ(retry_after(response), std::nullopt);
  response.headers = {{"X-Amz-Retry-After", "1500"}};
  EXPECT_EQ(retry_after(response), milliseconds(1500));
  for (const char* text : {"", "-1", "1.5", "soon", "99999999999999999999"}) {
    response.headers = {{"x-amz-retry-after", text}};
    EXPECT_EQ(retry_after(response), std::nullopt) << text;
  }
}

TEST(FreshCredentials, ExpiredCodesAskForThem) {
  EXPECT_TRUE(wants_fresh_credentials("ExpiredTokenException"));
  EXPECT_TRUE(wants_fresh_credentials("ExpiredToken"));
  EXPECT_TRUE(wants_fresh_credentials("RequestExpired"));
  EXPECT_FALSE(wants_fresh_credentials("AccessDenied"));
}

}  // namespace
}  // namespace cloudx::aws
