#include "session/key_push.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "unit/aws/api/fake_http.hpp"

namespace cloudx::session {
namespace {

using aws::testing::answer;
using aws::testing::FakeHttp;
using aws::testing::json_error;

class SilentProgress final : public Progress {
 public:
  void status(std::string_view, bool) override {}
  void detail(std::string_view) override {}
  void warn(std::string_view) override {}
  void report(std::string_view) override {}
  void done() override {}
};

class KeyPushTest : public testing::Test {
 protected:
  Result<void> ready() {
    std::optional<Result<void>> result;
    boost::asio::co_spawn(io_, push_.ready({}), [&](const std::exception_ptr&, Result<void> got) {
      result = std::move(got);
    });
    io_.restart();
    io_.run();
    return std::move(*result);
  }

  boost::asio::io_context io_;
  std::vector<Result<HttpResponse>> answers_{answer(200, R"({"RequestId":"r","Success":true})")};
  std::function<Result<HttpResponse>()> answer_ = [this] { return answers_.front(); };
  FakeHttp http_{[this](const HttpRequest&) { return answer_(); }};
  aws::SigningClock clock_{[] { return aws::testing::kVectorTime; }};
  aws::ApiClient client_{http_, clock_, aws::testing::test_options()};
  aws::StaticCredentials keys_{aws::testing::example_credentials()};
  aws::Ec2InstanceConnect service_{client_, keys_};
  SilentProgress progress_;
  std::chrono::steady_clock::time_point time_;
  KeyPush push_{io_.get_executor(),
                service_,
                {"i-0123456789abcdef0", "ec2-user", "ssh-ed25519 AAAA", {}},
                progress_,
                [this] { return time_; }};
};

TEST_F(KeyPushTest, FreshKeyIsPushedOnce) {
  push_.start({});
  EXPECT_TRUE(ready());
  time_ += std::chrono::seconds(30);
  EXPECT_TRUE(ready());
  ASSERT_EQ(http_.sent.size(), 1U);
  EXPECT_TRUE(http_.sent[0].body.contains("ssh-ed25519 AAAA"));
}

TEST_F(KeyPushTest, KeyThatIsAboutToDieIsPushedAgain) {
  push_.start({});
  EXPECT_TRUE(ready());
  time_ += std::chrono::seconds(55);
  EXPECT_TRUE(ready());
  EXPECT_EQ(http_.sent.size(), 2U);
}

TEST_F(KeyPushTest, ThrottledPushIsSentUntilItIsTaken) {
  int refusals = 6;  // more than the attempts of one call
  answer_ = [&]() -> Result<HttpResponse> {
    if (refusals-- > 0) return json_error(400, "ThrottlingException");
    return answers_.front();
  };
  push_.start({});
  EXPECT_TRUE(ready());
  EXPECT_EQ(http_.sent.size(), 7U);
}

TEST_F(KeyPushTest, PushThatFailsIsSentAgainWhileAnInstanceStarts) {
  for (const auto& [scope, pushed] :
       {std::pair{RetryScope::throttled, false}, {RetryScope::transient, true}}) {
    int failures = 6;
    answer_ = [&]() -> Result<HttpResponse> {
      if (failures-- > 0) return answer(500, "");
      return answers_.front();
    };
    push_.start({}, scope);
    EXPECT_EQ(ready().has_value(), pushed);
  }
}

TEST_F(KeyPushTest, RefusalIsReported) {
  answers_ = {json_error(400, "EC2InstanceStateInvalidException")};
  push_.start({});
  const auto result = ready();
  ASSERT_FALSE(result);
  EXPECT_TRUE(says_not_running(result.error()));
}

}  // namespace
}  // namespace cloudx::session
