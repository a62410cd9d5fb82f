#include "instances/power.hpp"

#include <deque>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/aws/api/fake_http.hpp"

namespace cloudx::instances {
namespace {

using aws::testing::answer;
using aws::testing::run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kId = "i-0123456789abcdef0";

class Notes final : public Progress {
 public:
  void status(std::string_view text, bool) override { lines.emplace_back(text); }
  void detail(std::string_view) override {}
  void warn(std::string_view) override {}
  void report(std::string_view) override {}
  void done() override {}

  std::vector<std::string> lines;
};

// What EC2 and Systems Manager say, look after look; the last again and again.
struct Look {
  std::string state;
  std::string ping;
};

class PowerTest : public ::testing::Test {
 protected:
  Result<HttpResponse> reply(const HttpRequest& request) {
    const std::string& body = request.body;
    const bool ssm = body.starts_with("{");
    if (failures_ > 0 && (ssm || body.contains("Action=Describe"))) {
      --failures_;
      return ssm ? aws::testing::json_error(400, "ThrottlingException")
                 : refused("RequestLimitExceeded");
    }
    if (ssm) {
      // Systems Manager is asked last in each round.
      const Look look = looks_.front();
      if (looks_.size() > 1) looks_.pop_front();
      return answer(200, look.ping.empty()
                             ? "{}"
                             : fmt::format(R"({{"InstanceInformationList":[{{"InstanceId":"{}",)"
                                           R"("PingStatus":"{}"}}]}})",
                                           kId, look.ping));
    }
    if (!body.contains("Action=Describe")) return change_;
    const std::string& state = looks_.front().state;
    return answer(200, fmt::format("<DescribeInstancesResponse><reservationSet><item><instancesSet>"
                                   "{}</instancesSet></item></reservationSet>"
                                   "</DescribeInstancesResponse>",
                                   state.empty() ? ""
                                                 : fmt::format("<item><instanceId>{}</instanceId>"
                                                               "<instanceState><name>{}</name>"
                                                               "</instanceState></item>",
                                                               kId, state)));
  }
  static HttpResponse changed(const std::string& operation, int before, int now) {
    return answer(200, fmt::format("<{0}Response><instancesSet><item><instanceId>i</instanceId>"
                                   "<currentState><code>{2}</code></currentState><previousState>"
                                   "<code>{1}</code></previousState></item></instancesSet>"
                                   "</{0}Response>",
                                   operation, before, now));
  }
  static HttpResponse refused(const std::string& code) {
    return answer(403, fmt::format("<Response><Errors><Error><Code>{}</Code></Error></Errors>"
                                   "</Response>",
                                   code));
  }
  boost::asio::awaitable<Result<void>> pause() {
    if (++pauses_ >= patience_) co_return fail(Errc::timeout, "no time left");
    co_return Result<void>{};
  }

  std::deque<Look> looks_{{"running", "Online"}};
  HttpResponse change_ = changed("StartInstances", 80, 0);
  int failures_ = 0;  // of the next looks
  int pauses_ = 0;
  int patience_ = 100;
  Notes notes_;
  aws::testing::TestBench bench_{[this](const HttpRequest& request) { return reply(request); }};
  aws::Ec2 ec2_{bench_.client, bench_.signer};
  aws::Ssm ssm_{bench_.client, bench_.signer};
  Power power_{
      ec2_, ssm_, notes_,
      [this](std::chrono::steady_clock::duration, const async::Deadline&) { return pause(); }};
};

TEST_F(PowerTest, StartWithoutWaitingTellsTheChange) {
  const auto outcome = run(power_.start({kId, false}, {}));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->before, "stopped");
  EXPECT_EQ(outcome->now, "pending");
  EXPECT_EQ(bench_.http.sent.size(), 1U);
}

TEST_F(PowerTest, StartWaitsForTheAgent) {
  looks_ = {{"stopped", ""}, {"pending", ""}, {"running", ""}, {"running", "Online"}};
  const auto outcome = run(power_.start({kId, true}, {}));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->now, "running");
  EXPECT_THAT(notes_.lines, ElementsAre(kId + " is stopped", kId + " is pending",
                                        kId + " is running, its SSM agent is not registered yet"));
}

TEST_F(PowerTest, WaitingOutlastsAnswersThatAreThrottled) {
  looks_ = {{"pending", ""}, {"running", "Online"}};
  failures_ = 25;
  const auto outcome = run(power_.start({kId, true}, {}));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->now, "running");
  EXPECT_THAT(notes_.lines.front(), HasSubstr("unknown state"));
}

TEST_F(PowerTest, InstanceThatStopsAgainIsNotWaitedFor) {
  looks_ = {{"pending", ""}, {"stopped", ""}};
  const auto outcome = run(power_.start({kId, true}, {}));
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message, HasSubstr("stopped again"));
}

TEST_F(PowerTest, StopWaitsUntilItHasStopped) {
  change_ = changed("StopInstances", 16, 64);
  looks_ = {{"stopping", "Online"}, {"stopped", "ConnectionLost"}};
  const auto outcome = run(power_.stop({kId, true}, {}));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->before, "running");
  EXPECT_EQ(outcome->now, "stopped");
}

TEST_F(PowerTest, TimeThatRunsOutTellsTheLastState) {
  change_ = changed("StopInstances", 16, 64);
  looks_ = {{"stopping", ""}};
  patience_ = 2;
  const auto outcome = run(power_.stop({kId, true}, {}));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Errc::timeout);
  EXPECT_THAT(outcome.error().message, HasSubstr("stopping"));
}

TEST_F(PowerTest, RefusalsNameTheRemedy) {
  change_ = refused("UnauthorizedOperation");
  EXPECT_THAT(run(power_.start({kId, false}, {})).error().message, HasSubstr("ec2:StartInstances"));
  EXPECT_THAT(run(power_.stop({kId, false}, {})).error().message, HasSubstr("ec2:StopInstances"));
  change_ = refused("IncorrectInstanceState");
  EXPECT_THAT(run(power_.start({kId, false}, {})).error().message, HasSubstr("wait"));
}

TEST_F(PowerTest, HybridNodeHasNoPowerButton) {
  const auto outcome = run(power_.stop({"mi-0123456789abcdef0", true}, {}));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Errc::usage);
  EXPECT_TRUE(bench_.http.sent.empty());
}

TEST_F(PowerTest, StatusOfANodeThatNobodyKnowsIsNotFound) {
  looks_ = {{"", ""}};
  EXPECT_EQ(run(power_.status(kId, {})).error().kind, Errc::not_found);
  looks_ = {{"running", "Online"}};
  EXPECT_EQ(run(power_.status(kId, {}))->ping_status, "Online");
}

}  // namespace
}  // namespace cloudx::instances
