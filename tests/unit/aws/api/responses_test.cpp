// The success bodies of tests/data/api/responses.json, and answers that are none.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/api/cloudformation.hpp"
#include "aws/api/ec2.hpp"
#include "aws/api/ec2_instance_connect.hpp"
#include "aws/api/kms.hpp"
#include "aws/api/ssm.hpp"
#include "aws/api/sso.hpp"
#include "aws/api/sso_oidc.hpp"
#include "aws/api/sts.hpp"
#include "unit/aws/api/fake_http.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

using testing::run;
using testing::TestBench;
using testing::text_of;

std::string body_of(std::string_view operation) {
  const auto vectors = testing::load_vectors(testing::test_data("api/responses.json"));
  for (const auto& vector : vectors.at("success").as_array()) {
    if (text_of(vector, "operation") == operation) return text_of(vector, "body");
  }
  throw std::runtime_error("no such vector");
}

TestBench bench_with(std::string body) {
  return TestBench(
      [body = std::move(body)](const HttpRequest&) { return testing::answer(200, body); });
}

TEST(Responses, StartSessionGivesATicket) {
  TestBench bench = bench_with(body_of("StartSession"));
  const auto ticket = run(Ssm(bench.client, bench.signer).start_session({"i-1", "", {}, ""}, {}));
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->session_id, "user-0abc123def4567890");
  EXPECT_EQ(ticket->token.reveal(), "AAEAA...");
  EXPECT_EQ(ticket->stream_url,
            "wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/user-0abc123def4567890"
            "?role=publish_subscribe&cell-number=AAEAAQ==");
}

TEST(Responses, ResumeWithoutTokenMeansTheSessionIsGone) {
  TestBench bench = bench_with("{\"SessionId\":\"s\",\"StreamUrl\":\"wss://x/\"}");
  const auto ticket = run(Ssm(bench.client, bench.signer).resume_session("s", {}));
  ASSERT_FALSE(ticket);
  EXPECT_EQ(ticket.error().kind, Errc::closed);
}

TEST(Responses, ResumeThatNamesNoUrlAndNoSessionLeavesTheOldOnes) {
  TestBench bench = bench_with("{\"TokenValue\":\"t\"}");
  const auto ticket = run(Ssm(bench.client, bench.signer).resume_session("s-1", {}));
  ASSERT_TRUE(ticket) << ticket.error().message;
  EXPECT_EQ(ticket->session_id, "s-1");
  EXPECT_EQ(ticket->token.reveal(), "t");
  EXPECT_EQ(ticket->stream_url, "");
}

TEST(Responses, MembersAreTakenInAnyCase) {
  TestBench session =
      bench_with("{\"sessionId\":\"s\",\"tokenValue\":\"t\",\"STREAMURL\":\"wss://x/\"}");
  const auto resumed = run(Ssm(session.client, session.signer).resume_session("old", {}));
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(resumed->session_id, "s");
  EXPECT_EQ(resumed->stream_url, "wss://x/");
  StartSessionRequest start;
  start.target = "i-1";
  const auto started = run(Ssm(session.client, session.signer).start_session(start, {}));
  ASSERT_TRUE(started) << started.error().message;
  EXPECT_EQ(started->token.reveal(), "t");
  TestBench push = bench_with("{\"requestId\":\"r\",\"success\":true}");
  EXPECT_TRUE(run(Ec2InstanceConnect(push.client, push.signer).send_ssh_public_key({}, {})));
  TestBench list = bench_with(
      "{\"instanceInformationList\":[{\"instanceId\":\"i-1\",\"pingStatus\":\"Online\"}]}");
  const auto known = run(Ssm(list.client, list.signer).describe_instance_information({"i-1"}, {}));
  ASSERT_TRUE(known && known->size() == 1);
  EXPECT_EQ(known->front().ping_status, "Online");
}

TEST(Responses, ConnectionStatusIsConnectedOnlyIfItSaysSo) {
  for (const auto& [body, connected] :
       {std::pair{"{\"Target\":\"i-1\",\"Status\":\"connected\"}", true},
        std::pair{"{\"Target\":\"i-1\",\"Status\":\"notconnected\"}", false}}) {
    TestBench bench = bench_with(body);
    EXPECT_EQ(run(Ssm(bench.client, bench.signer).is_connected("i-1", {})), connected);
  }
  TestBench silent = bench_with("{}");
  EXPECT_FALSE(run(Ssm(silent.client, silent.signer).is_connected("i-1", {})).has_value());
}

TEST(Responses, InstanceInformationIsReadOverAllPages) {
  TestBench bench([](const HttpRequest& request) {
    return testing::answer(
        200,
        request.body.contains("NextToken")
            ? "{\"InstanceInformationList\":[{\"InstanceId\":\"i-2\"},7]}"
            : "{\"InstanceInformationList\":[{\"InstanceId\":\"i-1\",\"PingStatus\":\"Online\","
              "\"LastPingDateTime\":1700000000.25}],\"NextToken\":\"n\"}");
  });
  const auto list = run(Ssm(bench.client, bench.signer).describe_instance_information({}, {}));
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ(list->front().ping_status, "Online");
  EXPECT_EQ(list->front().last_ping, testing::kVectorTime);
}

TEST(Responses, EndlessPagesAreGivenUp) {
  TestBench bench = bench_with("{\"NextToken\":\"again\"}");
  const auto list = run(Ssm(bench.client, bench.signer).describe_instance_information({}, {}));
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().kind, Errc::protocol);
}

TEST(Responses, DescribeInstancesReadsTheInstance) {
  TestBench bench = bench_with(body_of("DescribeInstances"));
  const auto all = run(Ec2(bench.client, bench.signer).describe_instances({}, {}));
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 1U);
  const Instance& one = all->front();
  EXPECT_EQ(one.instance_id, "i-0123456789abcdef0");
  EXPECT_EQ(one.state, InstanceState::running);
  EXPECT_EQ(one.state_name, "running");
  EXPECT_EQ(one.private_dns, "ip-10-0-0-5.ec2.internal");
  EXPECT_EQ(one.public_dns, "");
  EXPECT_EQ(one.instance_type, "t4g.nano");
  EXPECT_EQ(one.launch_time, parse_iso8601("2023-11-14T22:00:00Z"));
  EXPECT_EQ(one.availability_zone, "us-east-1a");
  EXPECT_EQ(one.private_ip, "10.0.0.5");
  EXPECT_EQ(one.public_ip, "203.0.113.9");
  EXPECT_EQ(one.tags.at("Name"), "bastion & co");
}

TEST(Responses, InternalBitsOfAStateCodeAreIgnored) {
  TestBench bench = bench_with(
      "<StartInstancesResponse><instancesSet><item><instanceId>i-1</instanceId><currentState>"
      "<code>256</code></currentState><previousState><code>80</code></previousState></item>"
      "</instancesSet></StartInstancesResponse>");
  const auto changes = run(Ec2(bench.client, bench.signer).start_instances({"i-1"}, {}));
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->at(0).previous, InstanceState::stopped);
  EXPECT_EQ(changes->at(0).current, InstanceState::pending);
}

TEST(Responses, RunInstancesGivesTheInstance) {
  TestBench bench = bench_with(body_of("RunInstances"));
  const RunInstanceRequest request{"ami-1", "ssh-proxy", "7f9c2ba4", {}, {}};
  const auto instance = run(Ec2(bench.client, bench.signer).run_instance(request, {}));
  ASSERT_TRUE(instance);
  EXPECT_EQ(instance->instance_id, "i-0aaa");
  EXPECT_EQ(instance->state, InstanceState::pending);
  EXPECT_EQ(instance->client_token, "7f9c2ba4");
  TestBench empty = bench_with("<RunInstancesResponse><instancesSet/></RunInstancesResponse>");
  EXPECT_EQ(run(Ec2(empty.client, empty.signer).run_instance(request, {})).error().kind,
            Errc::protocol);
}

TEST(Responses, ALostAnswerOfALaunchIsAskedForAgainWithTheSameToken) {
  TestBench bench([answers = 0](const HttpRequest&) mutable {
    return ++answers == 1 ? testing::answer(503, "")
                          : testing::answer(200, body_of("RunInstances"));
  });
  const RunInstanceRequest request{"ami-1", "ssh-proxy", "7f9c2ba4", Secret("data"), {}};
  EXPECT_TRUE(run(Ec2(bench.client, bench.signer).run_instance(request, {})));
  ASSERT_EQ(bench.http.sent.size(), 2U);
  EXPECT_EQ(bench.http.sent[0].body, bench.http.sent[1].body);
  EXPECT_TRUE(bench.http.sent[1].body.contains("ClientToken=7f9c2ba4"));
}

TEST(Responses, ImagesAreReadOverAllPages) {
  TestBench bench([](const HttpRequest& request) {
    const bool first = !request.body.contains("NextToken");
    return testing::answer(
        200, first ? "<DescribeImagesResponse><imagesSet><item><imageId>ami-1</imageId><name>al2023"
                     "</name><creationDate>2026-01-02T03:04:05.000Z</creationDate><imageState>"
                     "available</imageState><architecture>arm64</architecture><imageOwnerId>"
                     "137112412989</imageOwnerId></item></imagesSet><nextToken>n</nextToken>"
                     "</DescribeImagesResponse>"
                   : "<DescribeImagesResponse><imagesSet><item><imageId>ami-2</imageId></item>"
                     "</imagesSet></DescribeImagesResponse>");
  });
  const auto images = run(Ec2(bench.client, bench.signer).describe_images({}, {}));
  ASSERT_TRUE(images);
  ASSERT_EQ(images->size(), 2U);
  const Image& one = images->front();
  EXPECT_EQ(one.image_id, "ami-1");
  EXPECT_EQ(one.name, "al2023");
  EXPECT_EQ(one.creation_date, "2026-01-02T03:04:05.000Z");
  EXPECT_EQ(one.state, "available");
  EXPECT_EQ(one.architecture, "arm64");
  EXPECT_EQ(one.owner_id, "137112412989");
  EXPECT_EQ(images->back().image_id, "ami-2");
}

TEST(Responses, DryRunTellsWhetherTheActionIsPermitted) {
  const auto refused = [](const std::string& code) {
    return TestBench([code](const HttpRequest&) {
      return testing::answer(
          412, "<Response><Errors><Error><Code>" + code + "</Code></Error></Errors></Response>");
    });
  };
  TestBench permitted = refused("DryRunOperation");
  EXPECT_EQ(run(Ec2(permitted.client, permitted.signer).may_start_instances({"i-1"}, {})), true);
  EXPECT_TRUE(permitted.http.sent.at(0).body.contains("DryRun=true"));
  TestBench denied = refused("UnauthorizedOperation");
  EXPECT_EQ(run(Ec2(denied.client, denied.signer).may_stop_instances({"i-1"}, {})), false);
  TestBench unknown = refused("InvalidInstanceID.NotFound");
  const auto other = run(Ec2(unknown.client, unknown.signer).may_stop_instances({"i-1"}, {}));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().service_code, "InvalidInstanceID.NotFound");
}

TestBench stack_error(const std::string& text) {
  return TestBench([text](const HttpRequest&) {
    return testing::answer(400, "<ErrorResponse><Error><Code>ValidationError</Code><Message>" +
                                    text + "</Message></Error></ErrorResponse>");
  });
}

TEST(Responses, DescribeStacksReadsTheStack) {
  TestBench bench = bench_with(body_of("DescribeStacks"));
  const auto stack = run(CloudFormation(bench.client, bench.signer).describe_stack("x", {}));
  ASSERT_TRUE(stack);
  EXPECT_EQ(stack->name, "ssh-proxy");
  EXPECT_EQ(stack->id, "arn:aws:cloudformation:us-east-1:123456789012:stack/ssh-proxy/1");
  EXPECT_EQ(stack->status, "ROLLBACK_COMPLETE");
  EXPECT_EQ(stack->status_reason, "Because <x>");
  EXPECT_EQ(stack->outputs, (std::map<std::string, std::string>{{"Id", "lt-1"}}));
}

TEST(Responses, AStackThatDoesNotExistIsNotFound) {
  TestBench bench = stack_error("Stack with id ssh-proxy does not exist");
  CloudFormation service(bench.client, bench.signer);
  EXPECT_EQ(run(service.describe_stack("x", {})).error().kind, Errc::not_found);
  EXPECT_EQ(run(service.describe_stack_events("x", "", {})).error().kind, Errc::not_found);
  EXPECT_EQ(run(service.update_stack({}, {})).error().kind, Errc::not_found);
}

TEST(Responses, AnUpdateThatChangesNothingIsNoError) {
  TestBench same = stack_error("No updates are to be performed.");
  EXPECT_EQ(run(CloudFormation(same.client, same.signer).update_stack({}, {})), false);
  TestBench changed = bench_with("<UpdateStackResponse/>");
  EXPECT_EQ(run(CloudFormation(changed.client, changed.signer).update_stack({}, {})), true);
  TestBench wrong = stack_error("Parameters: [X] must have values");
  EXPECT_EQ(run(CloudFormation(wrong.client, wrong.signer).update_stack({}, {})).error().kind,
            Errc::service);
}

TEST(Responses, StackEventsAreReadOverPagesAsFarAsTheKnownOne) {
  const auto event = [](const std::string& id) {
    return "<member><EventId>" + id +
           "</EventId><LogicalResourceId>KeyPair</LogicalResourceId><ResourceStatus>CREATE_FAILED"
           "</ResourceStatus><ResourceStatusReason>no</ResourceStatusReason></member>";
  };
  TestBench bench([&](const HttpRequest& request) {
    const bool first = !request.body.contains("NextToken=n");
    return testing::answer(
        200, "<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>" +
                 (first ? event("4") + event("3") : event("2") + event("1")) + "</StackEvents>" +
                 (first ? "<NextToken>n</NextToken>" : "") +
                 "</DescribeStackEventsResult></DescribeStackEventsResponse>");
  });
  CloudFormation service(bench.client, bench.signer);
  const auto all = run(service.describe_stack_events("x", "", {}));
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 4U);
  EXPECT_EQ(all->front().event_id, "4");
  EXPECT_EQ(all->front().logical_id, "KeyPair");
  EXPECT_EQ(all->front().status, "CREATE_FAILED");
  EXPECT_EQ(all->front().reason, "no");
  EXPECT_EQ(run(service.describe_stack_events("x", "2", {}))->size(), 2U);
  bench.http.sent.clear();
  EXPECT_EQ(run(service.describe_stack_events("x", "3", {}))->size(), 1U);
  EXPECT_EQ(bench.http.sent.size(), 1U);
}

TEST(Responses, StsAnswersAreRead) {
  TestBench identity_bench = bench_with(body_of("GetCallerIdentity"));
  const auto identity =
      run(Sts(identity_bench.client, &identity_bench.signer).get_caller_identity({}));
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->account, "123456789012");
  EXPECT_EQ(identity->user_id, "AIDAEXAMPLE");
  EXPECT_EQ(identity->arn, "arn:aws:iam::123456789012:user/Alice");

  TestBench role_bench = bench_with(body_of("AssumeRole"));
  const auto role = run(Sts(role_bench.client, &role_bench.signer).assume_role({}, {}));
  ASSERT_TRUE(role);
  EXPECT_EQ(role->access_key_id, "ASIAEXAMPLE");
  EXPECT_EQ(role->secret_access_key.reveal(), "secret/key");
  EXPECT_EQ(role->session_token.reveal(), "tok+en==");
  EXPECT_EQ(role->expiration, parse_iso8601("2023-11-14T23:13:20Z"));
  EXPECT_EQ(role->account_id, "123456789012");
}

TEST(Responses, SsoExpirationIsInMilliseconds) {
  TestBench bench = bench_with(body_of("GetRoleCredentials"));
  const auto role =
      run(Sso(bench.client)
              .get_role_credentials({"us-east-1", "123456789012", "Admin", Secret("t")}, {}));
  ASSERT_TRUE(role);
  EXPECT_EQ(role->access_key_id, "ASIAEXAMPLE");
  EXPECT_EQ(role->expiration, testing::kVectorTime);
}

TEST(Responses, DataKeyIsDecoded) {
  TestBench bench = bench_with(body_of("GenerateDataKey"));
  const auto key = run(Kms(bench.client, bench.signer).generate_data_key({}, {}));
  ASSERT_TRUE(key);
  EXPECT_EQ(as_text(key->ciphertext), "example");
  EXPECT_EQ(key->plaintext.reveal(), std::string_view("\0\1\2\3\4", 5));
  EXPECT_EQ(key->key_id, "arn:aws:kms:us-east-1:111122223333:key/1");
}

TEST(Responses, KeyPushMustBeConfirmed) {
  TestBench good = bench_with(body_of("SendSSHPublicKey"));
  EXPECT_TRUE(run(Ec2InstanceConnect(good.client, good.signer).send_ssh_public_key({}, {})));
  TestBench bad = bench_with("{\"RequestId\":\"r\",\"Success\":false}");
  EXPECT_FALSE(run(Ec2InstanceConnect(bad.client, bad.signer).send_ssh_public_key({}, {})));
}

TEST(Responses, AnswersOfTheWrongShapeAreProtocolErrors) {
  for (const std::string body :
       {"", "[]", "{", "<a/>", "{\"SessionId\":5}",
        "{\"Plaintext\":\"!!\",\"CiphertextBlob\":\"A\"}", "{\"roleCredentials\":[]}",
        "{\"accessToken\":\"a\",\"expiresIn\":\"soon\"}", "<AssumeRoleResponse/>",
        "{\"accessToken\":\"a\",\"expiresIn\":9223372036854775807}",
        "{\"accessToken\":\"a\",\"expiresIn\":-1}"}) {
    TestBench bench = bench_with(body);
    Ssm ssm(bench.client, bench.signer);
    EXPECT_EQ(run(ssm.start_session({}, {})).error().kind, Errc::protocol) << body;
    Kms kms(bench.client, bench.signer);
    EXPECT_EQ(run(kms.generate_data_key({}, {})).error().kind, Errc::protocol) << body;
    Sts sts(bench.client, &bench.signer);
    EXPECT_EQ(run(sts.assume_role({}, {})).error().kind, Errc::protocol) << body;
    Sso sso(bench.client);
    const RoleCredentialsRequest role{"us-east-1", "1", "r", Secret("t")};
    EXPECT_EQ(run(sso.get_role_credentials(role, {})).error().kind, Errc::protocol) << body;
    SsoOidc oidc(bench.client);
    const RefreshTokenRequest refresh{"us-east-1", "c", Secret("s"), Secret("r")};
    EXPECT_EQ(run(oidc.refresh(refresh, {})).error().kind, Errc::protocol) << body;
  }
}

}  // namespace
}  // namespace cloudx::aws
