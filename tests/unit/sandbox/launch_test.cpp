// RunInstances and what becomes of its instances, through the front door, with a clock of the
// test's own. Nothing boots here: tests/e2e/test_relay_vm.py.

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "sandbox/api/service.hpp"
#include "unit/sandbox/signed_request.hpp"

namespace cloudx::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kImage = "ami-00000000000000a13";

class LaunchTest : public testing::Test {
 protected:
  LaunchTest() {
    world.region = "eu-west-1";
    world.launch_templates["ssh-proxy"] = relay_template("ssh-proxy", "ssh-ed25519 AAAA\n");
    key = world.credentials.add_user_key(false, now);
  }
  HttpResponse call(const std::string& form) {
    HttpRequest request;
    request.method = "POST";
    request.url.target = "/";
    request.body = form + "&Version=2016-11-15";
    sign_request(request, key, "eu-west-1", "ec2", now);
    return answer_api_request(world, request, now);
  }
  HttpResponse run(const std::string& more = "") {
    return call(
        fmt::format("Action=RunInstances&MinCount=1&MaxCount=1&LaunchTemplate."
                    "LaunchTemplateName=ssh-proxy&ImageId={}{}",
                    kImage, more));
  }
  std::string describe(const std::string& more = "") {
    return call("Action=DescribeInstances" + more).body;
  }
  // The text of the first element of that name; "" if there is none.
  static std::string element(const std::string& xml, const std::string& name) {
    const std::size_t from = xml.find("<" + name + ">");
    if (from == std::string::npos) return "";
    const std::size_t text = from + name.size() + 2;
    return xml.substr(text, xml.find("</" + name + ">", text) - text);
  }
  static std::string code(const HttpResponse& answer) { return element(answer.body, "Code"); }
  static std::string id(const HttpResponse& answer) { return element(answer.body, "instanceId"); }
  static std::string state(const std::string& xml) {
    return element(element(xml, "instanceState"), "name");
  }

  Time now = Time(1'700'000'000s);
  World world{60s};
  AccessKey key;
};

TEST_F(LaunchTest, InstanceIsPendingThenRunningAtAnAddressOfItsOwn) {
  const HttpResponse answer = run();
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(state(answer.body), "pending");
  EXPECT_EQ(element(answer.body, "ipAddress"), "");
  now += 500ms;
  const std::string running = describe("&InstanceId.1=" + id(answer));
  EXPECT_EQ(state(running), "running");
  EXPECT_TRUE(element(running, "ipAddress").starts_with("127.")) << running;
  EXPECT_EQ(element(running, "instanceType"), "t4g.nano");
  EXPECT_EQ(element(running, "imageId"), kImage);
}

TEST_F(LaunchTest, RequestReplacesTheTemplatesTagAndUserData) {
  const HttpResponse answer =
      run("&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=ssh-proxy"
          "&TagSpecification.1.Tag.1.Value=me&UserData=I2Nsb3VkLWNvbmZpZwo%3D");
  const Instance& instance = *world.instance(id(answer));
  EXPECT_EQ(instance.spec().tags, (Tags{{"ssh-proxy", "me"}}));
  EXPECT_EQ(instance.launch()->from.user_data, "#cloud-config\n");
}

TEST_F(LaunchTest, SameTokenGivesTheSameInstanceEvenWhenItHasEnded) {
  const std::string first = id(run("&ClientToken=t"));
  EXPECT_EQ(id(run("&ClientToken=t")), first);
  (void)call("Action=TerminateInstances&InstanceId.1=" + first);
  now += 1h;
  const HttpResponse again = run("&ClientToken=t");
  EXPECT_EQ(id(again), first);
  EXPECT_EQ(state(again.body), "terminated");
  EXPECT_EQ(world.instances.size(), 1U);
  EXPECT_NE(id(run("&ClientToken=u")), first);
}

TEST_F(LaunchTest, SameTokenWithOtherParametersIsRefused) {
  (void)run("&ClientToken=t");
  const HttpResponse answer = run("&ClientToken=t&InstanceType=t4g.micro");
  EXPECT_EQ(code(answer), "IdempotentParameterMismatch");
  EXPECT_EQ(world.instances.size(), 1U);
}

TEST_F(LaunchTest, MistakesHaveTheCodesOfEc2) {
  const std::string from = "Action=RunInstances&MinCount=1&MaxCount=1&LaunchTemplate.";
  EXPECT_EQ(code(call(from + "LaunchTemplateName=none&ImageId=ami-1")),
            "InvalidLaunchTemplateName.NotFoundException");
  EXPECT_EQ(code(call(from + "LaunchTemplateName=ssh-proxy")), "MissingParameter");
  EXPECT_EQ(code(call(from + "LaunchTemplateName=ssh-proxy&ImageId=ami-1")),
            "InvalidAMIID.NotFound");
  EXPECT_EQ(code(call(from + "LaunchTemplateName=ssh-proxy&ImageId=ami-00000000000000a14")),
            "InvalidAMIID.Unavailable");
  EXPECT_EQ(code(call(from + "LaunchTemplateName=ssh-proxy&ImageId=ami-00000000000000b13")),
            "InvalidParameterValue");
  EXPECT_EQ(code(run("&LaunchTemplate.Version=7")), "InvalidLaunchTemplateId.VersionNotFound");
  EXPECT_EQ(code(run("&UserData=!")), "InvalidUserData.Malformed");
  EXPECT_EQ(code(run("&UserData=" + percent_encode(base64(Bytes(16385, 'x'))))),
            "InvalidParameterValue");
  EXPECT_EQ(code(run("&DryRun=true")), "DryRunOperation");
  EXPECT_TRUE(world.instances.empty());
}

TEST_F(LaunchTest, NewInstanceIsHiddenAsLongAsTheFaultSays) {
  world.faults.launch_hidden = 3s;
  const std::string made = id(run());
  EXPECT_EQ(code(call("Action=DescribeInstances&InstanceId.1=" + made)),
            "InvalidInstanceID.NotFound");
  EXPECT_FALSE(describe("&Filter.1.Name=tag-key&Filter.1.Value.1=ssh-proxy").contains(made));
  now += 3s;
  EXPECT_TRUE(describe("&Filter.1.Name=tag-key&Filter.1.Value.1=ssh-proxy").contains(made));
}

TEST_F(LaunchTest, OrderedFailureIsDeathWhilePending) {
  world.faults.launch_failures = {
      {.operation = "*", .code = "Server.InternalError", .message = {}, .count = 1}};
  const HttpResponse first = run();
  const HttpResponse second = run();
  now += 500ms;
  const std::string failed = describe("&InstanceId.1=" + id(first));
  EXPECT_EQ(state(failed), "terminated");
  EXPECT_EQ(element(element(failed, "stateReason"), "code"), "Server.InternalError");
  EXPECT_EQ(world.instance(id(first))->ended(now), now);
  EXPECT_EQ(state(describe("&InstanceId.1=" + id(second))), "running");
}

TEST_F(LaunchTest, LostAnswerIsOfALaunchThatHappened) {
  world.faults.lost_answers = {{.operation = "RunInstances", .code = {}, .status = 0, .count = 1}};
  EXPECT_EQ(run("&ClientToken=t").status, 0);
  EXPECT_EQ(world.instances.size(), 1U);
  EXPECT_EQ(id(run("&ClientToken=t")), world.instances.begin()->first);
}

TEST_F(LaunchTest, EveryThirdCallIsThrottled) {
  world.faults.ec2_throttle_every = 3;
  for (const int status : {200, 200, 503, 200, 200, 503}) {
    EXPECT_EQ(call("Action=DescribeInstances").status, status);
  }
}

TEST_F(LaunchTest, CallsAboveTheRateAreThrottledUntilTimeHasPassed) {
  world.faults.ec2_rate = 2;
  EXPECT_EQ(call("Action=DescribeInstances").status, 200);
  EXPECT_EQ(call("Action=DescribeInstances").status, 200);
  EXPECT_EQ(code(call("Action=DescribeInstances")), "RequestLimitExceeded");
  now += 500ms;
  EXPECT_EQ(call("Action=DescribeInstances").status, 200);
  EXPECT_EQ(call("Action=DescribeInstances").status, 503);
}

TEST_F(LaunchTest, TerminationHasItsReasonAndTime) {
  const std::string made = id(run());
  now += 1s;
  EXPECT_EQ(world.instance(made)->ended(now), std::nullopt);
  (void)call("Action=TerminateInstances&InstanceId.1=" + made);
  const Time ended = now + 200ms;
  now += 1min;
  EXPECT_EQ(world.instance(made)->ended(now), ended);
  EXPECT_EQ(element(element(describe(), "stateReason"), "code"), "Client.UserInitiatedShutdown");
}

class OriginalPolicy : public LaunchTest {
 protected:
  OriginalPolicy() { world.policy = Policy::original; }
};

TEST_F(OriginalPolicy, FourOperationsArePermitted) {
  EXPECT_EQ(call("Action=DescribeImages").status, 200);
  EXPECT_EQ(call("Action=DescribeInstances").status, 200);
  const HttpResponse answer =
      run("&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=ssh-proxy"
          "&TagSpecification.1.Tag.1.Value=me&UserData=eA%3D%3D&ClientToken=t");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(call("Action=TerminateInstances&InstanceId.1=" + id(answer)).status, 200);
}

TEST_F(OriginalPolicy, EverythingElseIsUnauthorized) {
  world.add(InstanceSpec{}, now);
  const std::string run_any = "Action=RunInstances&MinCount=1&MaxCount=1";
  const std::string run_template =
      run_any + "&LaunchTemplate.LaunchTemplateName=ssh-proxy&ImageId=";
  for (const std::string& form :
       {std::string("Action=StartInstances&InstanceId.1=i-0123456789abcdef0"),
        std::string("Action=TerminateInstances&InstanceId.1=i-0123456789abcdef0"),
        std::string("Action=GetConsoleOutput&InstanceId=i-0123456789abcdef0"),
        run_any + "&ImageId=ami-00000000000000a13",
        run_template + "ami-00000000000000d13",  // not Amazon's
        run_template + "ami-00000000000000a13&KeyName=mine",
        run_template + "ami-00000000000000a13&SecurityGroupId.1=sg-1",
        run_template + "ami-00000000000000a13&TagSpecification.1.ResourceType=instance"
                       "&TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=x"}) {
    EXPECT_EQ(code(call(form)), "UnauthorizedOperation") << form;
  }
  EXPECT_EQ(world.instances.size(), 1U);
}

}  // namespace
}  // namespace cloudx::sandbox
