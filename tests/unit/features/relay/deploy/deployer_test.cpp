// The deployer against a CloudFormation that answers what each test says.

#include "features/relay/deploy/deployer.hpp"

#include <deque>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/relay/deploy/template.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::relay {
namespace {

using aws::testing::answer;
using aws::testing::run;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Notes final : public Progress {
 public:
  void status(std::string_view text, bool) override { lines.emplace_back(text); }
  void detail(std::string_view) override {}
  void warn(std::string_view text) override { warnings.emplace_back(text); }
  void report(std::string_view) override {}
  void done() override {}

  std::vector<std::string> lines;
  std::vector<std::string> warnings;
};

struct Event {
  std::string id;
  std::string logical_id;
  std::string status;
  std::string reason;
  std::string token = "t";
};

class DeployerTest : public ::testing::Test {
 protected:
  HttpResponse reply(const HttpRequest& request) {
    const auto form = aws::testing::form_of(request.body);
    const std::string& action = form.at("Action");
    actions_.push_back(action);
    if (action == "DescribeStacks") return described();
    if (action == "DescribeStackEvents") return events();
    if (action == "UpdateStack" && !update_error_.empty()) return refused(update_error_);
    return answer(200, fmt::format("<{0}Response><{0}Result><StackId>arn</StackId></{0}Result>"
                                   "</{0}Response>",
                                   action));
  }
  // The next of the states; the last again and again. "" is no stack.
  HttpResponse described() {
    const std::string status = states_.front();
    if (states_.size() > 1) states_.pop_front();
    if (status.empty()) return refused("Stack with id ssh-proxy does not exist");
    return answer(200, fmt::format("<DescribeStacksResponse><DescribeStacksResult><Stacks><member>"
                                   "<StackName>ssh-proxy</StackName><StackId>arn</StackId>"
                                   "<Description>{}</Description><StackStatus>{}</StackStatus>"
                                   "</member></Stacks></DescribeStacksResult>"
                                   "</DescribeStacksResponse>",
                                   description_, status));
  }
  HttpResponse events() const {
    std::string all;
    for (const Event& one : events_) {
      all = fmt::format(
                "<member><EventId>{}</EventId><LogicalResourceId>{}</LogicalResourceId>"
                "<ResourceType>AWS::EC2::KeyPair</ResourceType>"
                "<ResourceStatus>{}</ResourceStatus><ResourceStatusReason>{}"
                "</ResourceStatusReason><ClientRequestToken>{}</ClientRequestToken>"
                "</member>",
                one.id, one.logical_id, one.status, one.reason, one.token) +
            all;
    }
    return answer(200, "<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>" +
                           all +
                           "</StackEvents></DescribeStackEventsResult>"
                           "</DescribeStackEventsResponse>");
  }
  static HttpResponse refused(const std::string& text) {
    return answer(400, "<ErrorResponse><Error><Code>ValidationError</Code><Message>" + text +
                           "</Message></Error></ErrorResponse>");
  }
  boost::asio::awaitable<Result<void>> pause() {
    if (++pauses_ >= patience_) co_return fail(Errc::timeout, "no time left");
    co_return Result<void>{};
  }
  Result<Deployment> deploy() {
    auto before = run(deployer_.present("ssh-proxy", {}));
    if (!before) return std::unexpected(before.error());
    return run(deployer_.deploy("ssh-proxy", {}, *before, {}));
  }

  std::deque<std::string> states_{""};
  std::vector<Event> events_;
  std::vector<std::string> actions_;
  std::string update_error_;
  std::string description_{kStackDescription};
  int pauses_ = 0;
  int patience_ = 100;
  Notes notes_;
  aws::testing::TestBench bench_{[this](const HttpRequest& request) { return reply(request); }};
  aws::CloudFormation service_{bench_.client, bench_.signer};
  StackWatch watch_{
      service_, notes_,
      [this](std::chrono::steady_clock::duration, const async::Deadline&) { return pause(); }};
  Deployer deployer_{service_, notes_, watch_, "t"};
};

TEST_F(DeployerTest, ANewStackIsFollowedToItsEnd) {
  states_ = {"", "CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"};
  events_ = {{"1", "KeyPair", "CREATE_IN_PROGRESS", ""}, {"2", "KeyPair", "CREATE_COMPLETE", ""}};
  const auto done = deploy();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->how, Deployed::created);
  EXPECT_EQ(pauses_, 2);
  EXPECT_THAT(notes_.lines,
              ElementsAre("looking at the stack ssh-proxy", "creating the stack ssh-proxy",
                          "creating KeyPair", "KeyPair created"));
}

TEST_F(DeployerTest, TheFirstFailureIsTheReason) {
  states_ = {"", "ROLLBACK_COMPLETE"};
  events_ = {{"1", "User", "CREATE_FAILED", "Resource creation cancelled"},
             {"2", "KeyPair", "CREATE_FAILED", "it exists already"},
             {"3", "Policy", "CREATE_FAILED", "another one"}};
  const auto done = deploy();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message,
            "the stack ssh-proxy could not be created: KeyPair: it exists already");
  EXPECT_EQ(notes_.warnings.size(), 2U);
}

TEST_F(DeployerTest, EventsOfAnotherChangeAreNotTold) {
  states_ = {"", "CREATE_COMPLETE"};
  events_ = {{"1", "KeyPair", "CREATE_FAILED", "long ago", "another"}};
  EXPECT_TRUE(deploy());
  EXPECT_THAT(notes_.warnings, IsEmpty());
}

TEST_F(DeployerTest, AStackThatIsAsWantedIsLeftAlone) {
  states_ = {"UPDATE_COMPLETE"};
  update_error_ = "No updates are to be performed.";
  const auto done = deploy();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->how, Deployed::unchanged);
  EXPECT_THAT(actions_, ElementsAre("DescribeStacks", "UpdateStack"));
}

TEST_F(DeployerTest, AnUpdateThatWasUndoneIsAFailure) {
  states_ = {"CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"};
  events_ = {{"1", "LaunchTemplate", "UPDATE_FAILED", "no"}};
  const auto done = deploy();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "the stack ssh-proxy could not be changed: LaunchTemplate: no");
}

TEST_F(DeployerTest, AnotherChangeIsWaitedFor) {
  states_ = {"UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"};
  update_error_ = "No updates are to be performed.";
  EXPECT_TRUE(deploy());
  EXPECT_EQ(pauses_, 1);
}

TEST_F(DeployerTest, WhatIsLeftOfAFailedCreationIsRemovedFirst) {
  states_ = {"ROLLBACK_COMPLETE", "DELETE_COMPLETE", "CREATE_COMPLETE"};
  const auto done = deploy();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->how, Deployed::created);
  EXPECT_THAT(actions_, Contains("DeleteStack"));
}

TEST_F(DeployerTest, ABrokenStackIsNotTouched) {
  states_ = {"DELETE_FAILED"};
  const auto done = deploy();
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("remove it with relay destroy"));
  EXPECT_THAT(actions_, ElementsAre("DescribeStacks"));
}

TEST_F(DeployerTest, ASomebodyElsesStackIsNotTouched) {
  states_ = {"CREATE_COMPLETE"};
  description_ = "ssh proxy";
  const auto done = deploy();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, Errc::configuration);
  EXPECT_THAT(actions_, ElementsAre("DescribeStacks"));
}

TEST_F(DeployerTest, TimeThatRunsOutLeavesTheChangeGoingOn) {
  states_ = {"", "CREATE_IN_PROGRESS"};
  patience_ = 3;
  const auto done = deploy();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, Errc::timeout);
  EXPECT_THAT(done.error().message, HasSubstr("the change goes on in AWS"));
}

}  // namespace
}  // namespace cloudx::relay
