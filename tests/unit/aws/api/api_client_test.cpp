#include "aws/api/api_client.hpp"

#include <stop_token>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/api/ssm.hpp"
#include "base/version.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::aws {
namespace {

using testing::answer;
using testing::example_credentials;
using testing::FakeHttp;
using testing::json_error;
using testing::run;

// Hands out key after key and counts.
class RotatingKeys final : public CredentialsProvider {
 public:
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline) override {
    Credentials credentials = example_credentials();
    credentials.access_key_id = "KEY" + std::to_string(generation);
    co_return credentials;
  }
  void expired(std::string_view access_key_id) override {
    expired_keys.emplace_back(access_key_id);
    ++generation;
  }
  int generation = 1;
  std::vector<std::string> expired_keys;
};

class ApiClientTest : public ::testing::Test {
 protected:
  Result<HttpResponse> call(std::vector<Result<HttpResponse>> answers,
                            RetrySafety retry_safety = RetrySafety::idempotent,
                            async::Deadline deadline = {}) {
    http_ = std::make_unique<FakeHttp>(std::move(answers));
    client_ = std::make_unique<ApiClient>(*http_, clock_, testing::test_options());
    ApiRequest api_request;
    api_request.service = &kSsm;
    api_request.request.method = "POST";
    api_request.request.url = client_->endpoint(kSsm)->at("/");
    api_request.signing_region = "us-east-1";
    api_request.retry_safety = retry_safety;
    return run(client_->send(std::move(api_request), &keys_, deadline));
  }

  SigningClock clock_{[] { return testing::kVectorTime; }};
  RotatingKeys keys_;
  std::unique_ptr<FakeHttp> http_;
  std::unique_ptr<ApiClient> client_;
};

TEST_F(ApiClientTest, ThrottledCallIsMadeFiveTimesInAllThenReported) {
  const auto result = call({json_error(400, "ThrottlingException")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().service_code, "ThrottlingException");
  EXPECT_EQ(http_->sent.size(), 5U);
}

TEST_F(ApiClientTest, SuccessAfterServerErrorIsASuccess) {
  const auto result = call({answer(500, ""), answer(200, "{}")});
  ASSERT_TRUE(result);
  EXPECT_EQ(http_->sent.size(), 2U);
}

TEST_F(ApiClientTest, FatalErrorIsNotRepeated) {
  const auto result = call({json_error(400, "AccessDeniedException"), answer(200, "{}")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "AccessDeniedException: text");
  EXPECT_EQ(http_->sent.size(), 1U);
}

TEST_F(ApiClientTest, BrokenConnectionIsRepeated) {
  EXPECT_TRUE(call({fail(Errc::connect, "reset"), answer(200, "{}")}));
  EXPECT_EQ(http_->sent.size(), 2U);
}

TEST_F(ApiClientTest, LostAnswerIsRepeatedOnlyWhereAllowed) {
  EXPECT_TRUE(call({fail(Errc::timeout, "read"), answer(200, "{}")}));
  EXPECT_FALSE(
      call({fail(Errc::timeout, "read"), answer(200, "{}")}, RetrySafety::not_after_timeout));
  EXPECT_EQ(http_->sent.size(), 1U);
}

TEST_F(ApiClientTest, ErrorTellsOfAnEarlierAttemptWithoutAnAnswer) {
  const auto refused = [] { return json_error(400, "AccessDeniedException"); };
  EXPECT_FALSE(call({refused()}).error().follows_silence);
  EXPECT_FALSE(call({json_error(400, "ThrottlingException"), refused()}).error().follows_silence);
  EXPECT_TRUE(call({fail(Errc::closed, "hung up"), refused()}).error().follows_silence);
  EXPECT_TRUE(call({answer(503, ""), json_error(400, "ThrottlingException"), refused()})
                  .error()
                  .follows_silence);
}

TEST_F(ApiClientTest, StartSessionIsNotRepeatedAfterATimeout) {
  FakeHttp http([](const HttpRequest&) { return fail(Errc::timeout, "read"); });
  ApiClient client(http, clock_, testing::test_options());
  EXPECT_FALSE(run(Ssm(client, keys_).start_session({"i-1", "", {}, ""}, {})));
  EXPECT_EQ(http.sent.size(), 1U);
  EXPECT_FALSE(run(Ssm(client, keys_).terminate_session("s", {})));
  EXPECT_EQ(http.sent.size(), 6U);
}

TEST_F(ApiClientTest, ExpiredCredentialsAreRenewedOnce) {
  EXPECT_TRUE(call({json_error(400, "ExpiredTokenException"), answer(200, "{}")}));
  EXPECT_THAT(keys_.expired_keys, ::testing::ElementsAre("KEY1"));
  EXPECT_EQ(testing::credential_scope(http_->sent.at(1)).at(0), "KEY2");

  EXPECT_FALSE(call({json_error(400, "ExpiredTokenException")}));
  EXPECT_EQ(http_->sent.size(), 2U);
}

TEST_F(ApiClientTest, WrongClockIsCorrectedOnceAndStaysCorrected) {
  auto skewed = json_error(400, "InvalidSignatureException");
  skewed.headers = {{"Date", "Tue, 14 Nov 2023 23:13:20 GMT"}};
  EXPECT_TRUE(call({skewed, answer(200, "{}")}));
  EXPECT_EQ(find_header(http_->sent.at(0).headers, "X-Amz-Date"), "20231114T221320Z");
  EXPECT_EQ(find_header(http_->sent.at(1).headers, "X-Amz-Date"), "20231114T231320Z");
  EXPECT_EQ(clock_.offset(), std::chrono::hours(1));

  EXPECT_TRUE(call({answer(200, "{}")}));
  EXPECT_EQ(find_header(http_->sent.at(0).headers, "X-Amz-Date"), "20231114T231320Z");
}

TEST_F(ApiClientTest, WrongSignatureWithARightClockIsFatal) {
  auto refused = json_error(403, "SignatureDoesNotMatch");
  refused.headers = {{"Date", "Tue, 14 Nov 2023 22:13:25 GMT"}};
  EXPECT_FALSE(call({refused, answer(200, "{}")}));
  EXPECT_EQ(http_->sent.size(), 1U);
}

TEST_F(ApiClientTest, EveryAttemptIsSignedAnewWithOneSignature) {
  EXPECT_TRUE(call({answer(503, ""), answer(503, ""), answer(200, "{}")}));
  for (const HttpRequest& request : http_->sent) {
    EXPECT_EQ(std::ranges::count_if(request.headers,
                                    [](const auto& h) { return h.name == "Authorization"; }),
              1);
  }
}

TEST_F(ApiClientTest, InterruptionDuringTheWaitIsReported) {
  std::stop_source stop;
  stop.request_stop();
  async::Deadline deadline;
  deadline.stop = stop.get_token();
  const auto result = call({answer(503, "")}, RetrySafety::idempotent, deadline);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Errc::interrupted);
}

TEST_F(ApiClientTest, WhenTimeRunsOutTheLastErrorIsReported) {
  async::Deadline deadline;
  deadline.expiry = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  const auto result =
      call({json_error(400, "ThrottlingException")}, RetrySafety::idempotent, deadline);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().service_code, "ThrottlingException");
  EXPECT_EQ(http_->sent.size(), 1U);
}

TEST_F(ApiClientTest, EveryCallSaysWhichProgramMakesIt) {
  EXPECT_TRUE(call({answer(200, "{}")}));
  EXPECT_EQ(find_header(http_->sent.at(0).headers, "User-Agent"), user_agent(this_version()));
}

TEST_F(ApiClientTest, UnsignedCallCarriesNoSignatureAndLeavesTheClockAlone) {
  FakeHttp http({answer(200, "{}", {{"Date", "Tue, 14 Nov 2023 23:13:20 GMT"}})});
  ApiClient client(http, clock_, testing::test_options());
  ApiRequest api_request;
  api_request.service = &kSso;
  api_request.request.url = client.endpoint(kSso)->at("/x");
  EXPECT_TRUE(run(client.send(std::move(api_request), nullptr, {})));
  EXPECT_EQ(find_header(http.sent.at(0).headers, "Authorization"), "");
  EXPECT_EQ(find_header(http.sent.at(0).headers, "X-Amz-Date"), "");
  EXPECT_EQ(clock_.offset(), std::chrono::seconds(0));
}

}  // namespace
}  // namespace cloudx::aws
