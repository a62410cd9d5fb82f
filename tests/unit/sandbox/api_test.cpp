// API handlers over a world, through the front door, with a clock of the test's own.

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <gtest/gtest.h>

#include "sandbox/api/service.hpp"
#include "unit/sandbox/signed_request.hpp"

namespace cloudx::sandbox {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

const std::string kId = "i-0123456789abcdef0";
constexpr const char* kKeyLine =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDJmMTQ1YzE3ZDQ4NWI2ZTBhOTg3NjU0MzIxMGZlZGNi me@here";

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    world.region = "eu-west-1";
    world.stream_host = "localhost:1";
    world.add(InstanceSpec{}, now);
    key = world.credentials.add_user_key(false, now);
  }
  HttpResponse json_call(const std::string& target, const std::string& body,
                         const std::string& region = "eu-west-1") {
    HttpRequest request;
    request.method = "POST";
    request.url.target = "/";
    request.headers.push_back({"X-Amz-Target", target});
    request.body = body;
    const std::string service = target.starts_with("AmazonSSM") ? "ssm" : "ec2-instance-connect";
    sign_request(request, key, region, service, now);
    return answer_api_request(world, request, now);
  }
  HttpResponse form_call(const std::string& service, const std::string& form,
                         const std::string& region = "eu-west-1") {
    HttpRequest request;
    request.method = "POST";
    request.url.target = "/";
    request.body = form + "&Version=" + (service == "ec2" ? "2016-11-15" : "2011-06-15");
    sign_request(request, key, region, service, now);
    return answer_api_request(world, request, now);
  }
  HttpResponse start_session(const std::string& document = "AWS-StartSSHSession",
                             const std::string& port = "22") {
    return json_call("AmazonSSM.StartSession", R"({"Target":")" + kId + R"(","DocumentName":")" +
                                                   document + R"(","Parameters":{"portNumber":[")" +
                                                   port + R"("]}})");
  }
  static std::string text(const HttpResponse& answer, std::string_view name) {
    const json::value body = json::parse(answer.body);
    const json::value* value = body.as_object().if_contains(name);
    return value == nullptr ? std::string() : json::value_to<std::string>(*value);
  }
  static std::string code(const HttpResponse& answer) { return text(answer, "__type"); }

  Time now = Time(1'700'000'000s);
  World world{60s};
  AccessKey key;
};

TEST_F(ApiTest, StartSessionGivesTokenAndStreamUrl) {
  const HttpResponse answer = start_session();
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string id = text(answer, "SessionId");
  EXPECT_TRUE(text(answer, "StreamUrl")
                  .starts_with("wss://localhost:1/v1/data-channel/" + id +
                               "?role=publish_subscribe&cell-number="));
  EXPECT_EQ(world.session(id)->token, text(answer, "TokenValue"));
}

TEST_F(ApiTest, StoppedOrUnknownTargetIsNotConnected) {
  world.instance(kId)->enter(InstanceState::stopped, now);
  EXPECT_EQ(code(start_session()), "TargetNotConnected");
  world.instances.clear();
  EXPECT_EQ(code(start_session()), "TargetNotConnected");
}

TEST_F(ApiTest, OnlineInstanceStillRefusesForAWhile) {
  world.instance(kId)->enter(InstanceState::pending, now);
  now += 3500ms;  // 2 s boot, 1 s to Online, 1 s more to sessions
  const HttpResponse list = json_call("AmazonSSM.DescribeInstanceInformation", "{}");
  EXPECT_TRUE(list.body.contains("\"PingStatus\":\"Online\"")) << list.body;
  EXPECT_EQ(code(start_session()), "TargetNotConnected");
  now += 500ms;
  EXPECT_EQ(start_session().status, 200);
}

TEST_F(ApiTest, OtherRegionIsEmpty) {
  EXPECT_EQ(code(json_call("AmazonSSM.StartSession",
                           R"({"Target":")" + kId + R"(","DocumentName":"AWS-StartSSHSession"})",
                           "us-east-1")),
            "TargetNotConnected");
  const std::string form = "Action=DescribeInstances&InstanceId.1=" + kId;
  EXPECT_TRUE(
      form_call("ec2", form, "us-east-1").body.contains("<Code>InvalidInstanceID.NotFound</Code>"));
}

TEST_F(ApiTest, UnknownDocumentAndBadPortAreRefused) {
  EXPECT_EQ(code(start_session("AWS-Nonsense")), "InvalidDocument");
  EXPECT_EQ(code(start_session("AWS-StartSSHSession", "0")), "InvalidParameters");
  EXPECT_EQ(code(start_session("AWS-StartSSHSession", "022")), "InvalidParameters");
  EXPECT_EQ(code(start_session("AWS-StartSSHSession", "65536")), "InvalidParameters");
}

TEST_F(ApiTest, ResumeGivesNewTokenAndNewCell) {
  const HttpResponse first = start_session();
  const std::string body = R"({"SessionId":")" + text(first, "SessionId") + R"("})";
  const HttpResponse second = json_call("AmazonSSM.ResumeSession", body);
  EXPECT_NE(text(first, "TokenValue"), text(second, "TokenValue"));
  EXPECT_NE(text(first, "StreamUrl"), text(second, "StreamUrl"));
  (void)json_call("AmazonSSM.TerminateSession", body);
  EXPECT_EQ(code(json_call("AmazonSSM.ResumeSession", body)), "DoesNotExistException");
}

TEST_F(ApiTest, TerminateTellsTheGatewayOnce) {
  int told = 0;
  world.on_session_terminated = [&](const Session&) { ++told; };
  const std::string body = R"({"SessionId":")" + text(start_session(), "SessionId") + R"("})";
  EXPECT_EQ(json_call("AmazonSSM.TerminateSession", body).status, 200);
  EXPECT_EQ(json_call("AmazonSSM.TerminateSession", body).status, 200);
  EXPECT_EQ(told, 1);
}

TEST_F(ApiTest, InformationFilterSelects) {
  const auto filtered = [&](const std::string& filter) {
    return json_call("AmazonSSM.DescribeInstanceInformation", R"({"Filters":[)" + filter + "]}");
  };
  EXPECT_TRUE(filtered(R"({"Key":"InstanceIds","Values":[")" + kId + R"("]})").body.contains(kId));
  EXPECT_FALSE(filtered(R"({"Key":"PingStatus","Values":["Inactive"]})").body.contains(kId));
  EXPECT_EQ(code(filtered(R"({"Key":"Nonsense","Values":["x"]})")), "InvalidFilterKey");
}

TEST_F(ApiTest, StartInstancesFromStoppedIsPending) {
  world.instance(kId)->enter(InstanceState::stopped, now);
  const HttpResponse answer = form_call("ec2", "Action=StartInstances&InstanceId.1=" + kId);
  EXPECT_TRUE(answer.body.contains("<previousState><code>80</code>")) << answer.body;
  EXPECT_EQ(world.instance(kId)->state(now), InstanceState::pending);
}

TEST_F(ApiTest, StartInstancesWhileStoppingIsIncorrectState) {
  world.instance(kId)->enter(InstanceState::stopping, now);
  const HttpResponse answer = form_call("ec2", "Action=StartInstances&InstanceId.1=" + kId);
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(answer.body.contains("<Code>IncorrectInstanceState</Code>")) << answer.body;
}

TEST_F(ApiTest, OrderedStartErrorIsGiven) {
  InstanceSpec spec;
  spec.state = InstanceState::stopped;
  spec.start_error_code = "InsufficientInstanceCapacity";
  spec.start_error_text = "None & nothing";
  world.add(spec, now);
  const HttpResponse answer = form_call("ec2", "Action=StartInstances&InstanceId.1=" + kId);
  EXPECT_EQ(answer.status, 500);
  EXPECT_TRUE(answer.body.contains("<Message>None &amp; nothing</Message>")) << answer.body;
}

TEST_F(ApiTest, DescribeInstancesFiltersByStateAndTag) {
  InstanceSpec other;
  other.id = "i-00000000000000001";
  other.state = InstanceState::stopped;
  other.tags = {{"Name", "b"}};
  world.add(other, now);
  const auto body = [&](const std::string& name, const std::string& value) {
    return form_call("ec2", "Action=DescribeInstances&Filter.1.Name=" + name +
                                "&Filter.1.Value.1=" + value)
        .body;
  };
  EXPECT_TRUE(body("instance-state-name", "running").contains(kId));
  EXPECT_FALSE(body("instance-state-name", "running").contains("i-00000000000000001"));
  EXPECT_TRUE(body("tag%3AName", "b").contains("i-00000000000000001"));
  EXPECT_FALSE(body("tag%3AName", "b").contains(kId));
}

TEST_F(ApiTest, PushedKeyOpensFor60Seconds) {
  const HttpResponse answer =
      json_call("AWSEC2InstanceConnectService.SendSSHPublicKey",
                R"({"InstanceId":")" + kId + R"(","InstanceOSUser":"ec2-user","SSHPublicKey":")" +
                    kKeyLine + R"(\n"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(world.pushed_keys.authorized_keys(kId, "ec2-user", now), std::string(kKeyLine) + "\n");
  EXPECT_EQ(world.pushed_keys.authorized_keys(kId, "root", now), "");
  EXPECT_NE(world.pushed_keys.authorized_keys(kId, "ec2-user", now + 59999ms), "");
  EXPECT_EQ(world.pushed_keys.authorized_keys(kId, "ec2-user", now + 60s), "");
}

TEST_F(ApiTest, BadKeyUserOrStateIsRefused) {
  const auto push = [&](const std::string& user, const std::string& line) {
    return code(json_call("AWSEC2InstanceConnectService.SendSSHPublicKey",
                          R"({"InstanceId":")" + kId + R"(","InstanceOSUser":")" + user +
                              R"(","SSHPublicKey":")" + line + R"("})"));
  };
  EXPECT_EQ(push("../../etc/cron.d/x", kKeyLine), "InvalidArgsException");
  EXPECT_EQ(push("ec2-user", std::string(100, 'x')), "InvalidArgsException");
  EXPECT_EQ(push("ec2-user", std::string(kKeyLine) + R"(\ncommand=\"x\" )" + kKeyLine),
            "InvalidArgsException");
  world.instance(kId)->enter(InstanceState::stopped, now);
  EXPECT_EQ(push("ec2-user", kKeyLine), "EC2InstanceStateInvalidException");
}

TEST_F(ApiTest, AssumedRoleKeyIsAcceptedUntilItExpires) {
  const HttpResponse answer = form_call(
      "sts",
      "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FAdmin&RoleSessionName="
      "me&DurationSeconds=900");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::size_t at = answer.body.find("<AccessKeyId>") + 13;
  key = *world.credentials.find(answer.body.substr(at, answer.body.find('<', at) - at));
  EXPECT_TRUE(
      form_call("sts", "Action=GetCallerIdentity").body.contains(":assumed-role/Admin/me</Arn>"));
  now += 900s;
  EXPECT_TRUE(
      form_call("sts", "Action=GetCallerIdentity").body.contains("<Code>ExpiredToken</Code>"));
}

TEST_F(ApiTest, UnknownKeyHasTheCodeOfEachFamily) {
  key.id = "AKIAUNKNOWNUNKNOWN12";
  EXPECT_EQ(code(start_session()), "UnrecognizedClientException");
  EXPECT_TRUE(
      form_call("sts", "Action=GetCallerIdentity").body.contains("<Code>InvalidClientTokenId<"));
  EXPECT_TRUE(form_call("ec2", "Action=DescribeInstances").body.contains("<Code>AuthFailure<"));
}

TEST_F(ApiTest, WrongSecretHasTheCodeOfEachFamily) {
  key.secret = Secret("wrong");
  EXPECT_EQ(code(start_session()), "InvalidSignatureException");
  EXPECT_TRUE(
      form_call("sts", "Action=GetCallerIdentity").body.contains("<Code>SignatureDoesNotMatch<"));
  EXPECT_TRUE(form_call("ec2", "Action=DescribeInstances").body.contains("<Code>AuthFailure<"));
}

TEST_F(ApiTest, DeniedOperationHasTheCodeOfEachFamily) {
  world.faults.denied = {"StartSession", "DescribeInstances", "AssumeRole"};
  EXPECT_EQ(code(start_session()), "AccessDeniedException");
  EXPECT_TRUE(
      form_call("ec2", "Action=DescribeInstances").body.contains("<Code>UnauthorizedOperation<"));
  EXPECT_TRUE(form_call("sts", "Action=AssumeRole").body.contains("<Code>AccessDenied<"));
}

TEST_F(ApiTest, CountedApiFaultEndsByItself) {
  world.faults.api = {{.operation = "StartSession", .code = "ThrottlingException", .count = 2}};
  EXPECT_EQ(code(start_session()), "ThrottlingException");
  EXPECT_EQ(code(start_session()), "ThrottlingException");
  EXPECT_EQ(start_session().status, 200);
}

TEST_F(ApiTest, EveryRequestIsLogged) {
  (void)start_session();
  (void)form_call("ec2", "Action=NoSuchThing");
  ASSERT_EQ(world.log.size(), 2U);
  EXPECT_EQ(world.log[0].operation, "StartSession");
  EXPECT_EQ(world.log[0].access_key_id, key.id);
  EXPECT_EQ(world.log[1].error_code, "InvalidAction");
}

TEST_F(ApiTest, SsoCredentialsNeedTheAccessToken) {
  world.identity_center.access_token = "token";
  HttpRequest request;
  request.url.target = "/federation/credentials?role_name=Admin&account_id=123456789012";
  EXPECT_EQ(answer_api_request(world, request, now).status, 401);
  request.headers.push_back({"x-amz-sso_bearer_token", "token"});
  const HttpResponse answer = answer_api_request(world, request, now);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.contains("\"expiration\":1700003600000")) << answer.body;
}

}  // namespace
}  // namespace cloudx::sandbox
