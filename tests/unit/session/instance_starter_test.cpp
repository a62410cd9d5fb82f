#include "session/instance_starter.hpp"

#include <deque>
#include <map>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/aws/api/fake_http.hpp"

namespace cloudx::session {
namespace {

using aws::testing::answer;
using aws::testing::json_error;
using ::testing::HasSubstr;

class SilentProgress final : public Progress {
 public:
  void status(std::string_view, bool) override {}
  void detail(std::string_view) override {}
  void warn(std::string_view) override {}
  void report(std::string_view) override {}
  void done() override {}
};

Result<HttpResponse> ec2_error(int status, const std::string& code) {
  return answer(status, fmt::format("<Response><Errors><Error><Code>{}</Code></Error></Errors>"
                                    "</Response>",
                                    code));
}

Result<HttpResponse> state(const std::string& name) {
  return answer(200,
                fmt::format("<DescribeInstancesResponse><reservationSet><item><instancesSet>"
                            "<item><instanceId>i-0123456789abcdef0</instanceId>"
                            "<instanceState><code>{}</code><name>{}</name></instanceState></item>"
                            "</instancesSet></item></reservationSet>"
                            "</DescribeInstancesResponse>",
                            name == "running" ? 16 : 80, name));
}

Result<HttpResponse> started() {
  return answer(200,
                "<StartInstancesResponse><instancesSet><item><instanceId>i</instanceId>"
                "</item></instancesSet></StartInstancesResponse>");
}

Result<HttpResponse> session() {
  return answer(200, R"({"SessionId":"s","TokenValue":"t","StreamUrl":"wss://g/"})");
}

// What each operation answers in turn; the last answer again and again.
class InstanceStarterTest : public ::testing::Test {
 protected:
  InstanceStarterTest() {
    plan_.target.id = "i-0123456789abcdef0";
    plan_.account.settings.endpoints.region = "eu-west-1";
    plan_.timeout = std::chrono::seconds(60);
    operations_["DescribeInstanceInformation"] = {answer(200, "{}")};
  }

  Result<aws::SessionTicket> wake(async::Deadline deadline = {}) {
    InstanceStarter starter(ssm_, ec2_, plan_, progress_, std::move(deadline));
    return aws::testing::run(starter.run());
  }

  Result<HttpResponse> reply(const HttpRequest& request) {
    std::string operation(find_header(request.headers, "X-Amz-Target"));
    operation = operation.substr(operation.find('.') + 1);
    if (operation.empty()) operation = aws::testing::form_of(request.body).at("Action");
    ++asked_[operation];
    auto& answers = operations_.at(operation);
    const Result<HttpResponse> next = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return next;
  }

  SessionPlan plan_;
  SilentProgress progress_;
  std::map<std::string, std::deque<Result<HttpResponse>>> operations_;
  std::map<std::string, int> asked_;
  // One attempt for a call: each answer is one that all its attempts have got.
  aws::testing::FakeHttp http_{[this](const HttpRequest& request) { return reply(request); }};
  aws::SigningClock clock_{[] { return aws::testing::kVectorTime; }};
  aws::ApiClient client_{http_, clock_, [] {
                           auto options = aws::testing::test_options();
                           options.max_attempts = 1;
                           return options;
                         }()};
  aws::StaticCredentials keys_{aws::testing::example_credentials()};
  aws::Ssm ssm_{client_, keys_};
  aws::Ec2 ec2_{client_, keys_};
};

TEST_F(InstanceStarterTest, AnswersThatSayNothingAboutTheInstanceAreWaitedOut) {
  operations_["DescribeInstances"] = {ec2_error(503, "RequestLimitExceeded"), state("stopped"),
                                      fail(Errc::timeout, "no answer"), state("running")};
  operations_["StartInstances"] = {started()};
  operations_["StartSession"] = {json_error(400, "ThrottlingException"),
                                 json_error(500, "InternalServerError"), session()};
  const auto ticket = wake();
  ASSERT_TRUE(ticket) << ticket.error().message;
  EXPECT_EQ(asked_["StartInstances"], 1);
  EXPECT_EQ(asked_["StartSession"], 3);
}

TEST_F(InstanceStarterTest, SessionWithoutAnAnswerIsWaitedForWhereTheInstanceDoesNotRun) {
  InstanceStarter starter(ssm_, ec2_, plan_, progress_, {});
  const Error why = fail(Errc::closed, "no answer").error();
  operations_["DescribeInstances"] = {state("running")};
  const auto ended = aws::testing::run(starter.run_unless_running(why));
  ASSERT_FALSE(ended);
  EXPECT_THAT(ended.error().message, HasSubstr("no answer"));
  operations_["DescribeInstances"] = {state("stopped"), state("stopped"), state("running")};
  operations_["StartInstances"] = {started()};
  operations_["StartSession"] = {session()};
  EXPECT_TRUE(aws::testing::run(starter.run_unless_running(why)));
}

TEST_F(InstanceStarterTest, StartThatIsThrottledIsAskedForAgain) {
  operations_["DescribeInstances"] = {state("stopped"), state("stopped"), state("running")};
  operations_["StartInstances"] = {ec2_error(503, "RequestLimitExceeded"), started()};
  operations_["StartSession"] = {session()};
  const auto ticket = wake();
  ASSERT_TRUE(ticket) << ticket.error().message;
  EXPECT_EQ(asked_["StartInstances"], 2);
}

TEST_F(InstanceStarterTest, AnswersThatAreFinalEndIt) {
  operations_["DescribeInstances"] = {ec2_error(403, "UnauthorizedOperation")};
  EXPECT_THAT(wake().error().message, HasSubstr("ec2:DescribeInstances"));
  operations_["DescribeInstances"] = {state("running")};
  operations_["StartSession"] = {json_error(400, "AccessDeniedException")};
  EXPECT_THAT(wake().error().message, HasSubstr("ssm:StartSession"));
  EXPECT_EQ(asked_["StartSession"], 1);
}

TEST_F(InstanceStarterTest, TimeThatRunsOutTellsTheLastTrouble) {
  operations_["DescribeInstances"] = {ec2_error(503, "RequestLimitExceeded")};
  const auto ticket = wake(async::Deadline{}.at_most(std::chrono::milliseconds(700)));
  ASSERT_FALSE(ticket);
  EXPECT_EQ(ticket.error().kind, Errc::timeout);
  EXPECT_THAT(ticket.error().message, HasSubstr("RequestLimitExceeded"));
}

}  // namespace
}  // namespace cloudx::session
