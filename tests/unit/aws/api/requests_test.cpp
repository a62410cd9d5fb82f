// Every supported operation against the complete requests in tests/data/api/requests.json.

#include <map>
#include <string>
#include <vector>

#include <boost/algorithm/string/replace.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "aws/api/cloudformation.hpp"
#include "aws/api/ec2.hpp"
#include "aws/api/ec2_instance_connect.hpp"
#include "aws/api/kms.hpp"
#include "aws/api/ssm.hpp"
#include "aws/api/sso.hpp"
#include "aws/api/sso_oidc.hpp"
#include "aws/api/sts.hpp"
#include "aws/core/sigv4.hpp"
#include "unit/aws/api/fake_http.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

using testing::headers_of;
using testing::load_vectors;
using testing::optional_text_of;
using testing::run;
using testing::test_data;
using testing::TestBench;
using testing::text_of;
using testing::url_of;

using Perform = std::function<void(TestBench&)>;

void start_session(TestBench& bench, StartSessionRequest request) {
  Ssm ssm(bench.client, bench.signer);
  (void)run(ssm.start_session(std::move(request), {}));
}

void describe_instances(TestBench& bench, DescribeInstancesRequest request) {
  Ec2 ec2(bench.client, bench.signer);
  (void)run(ec2.describe_instances(std::move(request), {}));
}

void assume_role(TestBench& bench) {
  Sts sts(bench.client, &bench.signer);
  AssumeRoleRequest request;
  request.role_arn = "arn:aws:iam::123456789012:role/Admin";
  request.session_name = "session+1";
  request.external_id = "ext:id/1";
  request.serial_number = "arn:aws:iam::123456789012:mfa/jane";
  request.token_code = "123456";
  request.duration_seconds = 3600;
  (void)run(sts.assume_role(std::move(request), {}));
}

void generate_data_key(TestBench& bench) {
  Kms kms(bench.client, bench.signer);
  GenerateDataKeyRequest request;
  request.key_id = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  request.encryption_context = {{"aws:ssm:SessionId", "user-0abc123def4567890"},
                                {"aws:ssm:TargetId", "i-0123456789abcdef0"}};
  (void)run(kms.generate_data_key(std::move(request), {}));
}

void send_public_key(TestBench& bench) {
  Ec2InstanceConnect service(bench.client, bench.signer);
  SendSshPublicKeyRequest request{
      "i-0123456789abcdef0", "ec2-user",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl user@host",
      "us-east-1a"};
  (void)run(service.send_ssh_public_key(std::move(request), {}));
}

const std::string kInstance = "i-0123456789abcdef0";
const std::string kSession = "user-0abc123def4567890";
const StartSessionRequest kSshSession{kInstance, "AWS-StartSSHSession", {{"portNumber", "22"}}, ""};
const DescribeInstancesRequest kByTag{
    {}, {{"tag:Name", {"bastion host", "b&c=d"}}, {"instance-state-name", {"running"}}}, 100};

const std::map<std::string, Perform>& operations() {
  static const std::map<std::string, Perform> table = {
      {"ssm_start_session_ssh", [](TestBench& b) { start_session(b, kSshSession); }},
      {"ssm_start_session_ssh_session_token", [](TestBench& b) { start_session(b, kSshSession); }},
      {"ssm_start_session_port",
       [](TestBench& b) {
         start_session(b, {kInstance,
                           "AWS-StartPortForwardingSession",
                           {{"portNumber", "5432"}, {"localPortNumber", "15432"}},
                           ""});
       }},
      {"ssm_start_session_remote_host",
       [](TestBench& b) {
         start_session(b, {kInstance,
                           "AWS-StartPortForwardingSessionToRemoteHost",
                           {{"host", "db.internal.example"},
                            {"portNumber", "5432"},
                            {"localPortNumber", "15432"}},
                           "maintenance"});
       }},
      {"ssm_start_session_shell", [](TestBench& b) { start_session(b, {kInstance, "", {}, ""}); }},
      {"ssm_resume_session",
       [](TestBench& b) { (void)run(Ssm(b.client, b.signer).resume_session(kSession, {})); }},
      {"ssm_terminate_session",
       [](TestBench& b) { (void)run(Ssm(b.client, b.signer).terminate_session(kSession, {})); }},
      {"ssm_describe_instance_information",
       [](TestBench& b) {
         (void)run(Ssm(b.client, b.signer).describe_instance_information({kInstance}, {}));
       }},
      {"ssm_get_connection_status",
       [](TestBench& b) { (void)run(Ssm(b.client, b.signer).is_connected(kInstance, {})); }},
      {"ec2_describe_instances_by_id",
       [](TestBench& b) { describe_instances(b, {{kInstance, "i-0fedcba9876543210"}, {}, 0}); }},
      {"ec2_start_instances",
       [](TestBench& b) { (void)run(Ec2(b.client, b.signer).start_instances({kInstance}, {})); }},
      {"ec2_describe_images",
       [](TestBench& b) {
         DescribeImagesRequest request{
             {"137112412989"},
             {{"name", {"al2023-ami-minimal-*-arm64"}}, {"state", {"available"}}}};
         (void)run(Ec2(b.client, b.signer).describe_images(std::move(request), {}));
       }},
      {"ec2_terminate_instances",
       [](TestBench& b) {
         (void)run(Ec2(b.client, b.signer).terminate_instances({kInstance}, {}));
       }},
      {"eic_send_ssh_public_key", send_public_key},
      {"sts_get_caller_identity",
       [](TestBench& b) { (void)run(Sts(b.client, &b.signer).get_caller_identity({})); }},
      {"sts_assume_role", assume_role},
      {"sts_assume_role_session_token", assume_role},
      {"sts_assume_role_with_web_identity",
       [](TestBench& b) {
         WebIdentityRequest request{"arn:aws:iam::123456789012:role/Web",
                                    "web",
                                    Secret("eyJhbGciOiJSUzI1NiJ9.e30.c2ln"),
                                    {}};
         (void)run(Sts(b.client, nullptr).assume_role_with_web_identity(std::move(request), {}));
       }},
      {"sso_get_role_credentials",
       [](TestBench& b) {
         RoleCredentialsRequest request{"us-east-1", "123456789012", "Admin",
                                        Secret("aoaAAAAA token/+=")};
         (void)run(Sso(b.client).get_role_credentials(std::move(request), {}));
       }},
      {"oidc_create_token_refresh",
       [](TestBench& b) {
         RefreshTokenRequest request{"us-east-1", "cid", Secret("csecret"), Secret("rtoken")};
         (void)run(SsoOidc(b.client).refresh(std::move(request), {}));
       }},
      {"oidc_register_client",
       [](TestBench& b) {
         RegisterClientRequest request{"us-east-1", "my-client-1700000000", {"sso:account:access"}};
         (void)run(SsoOidc(b.client).register_client(std::move(request), {}));
       }},
      {"oidc_start_device_authorization",
       [](TestBench& b) {
         DeviceAuthorizationRequest request{"us-east-1", "cid", Secret("csecret"),
                                            "https://d-1234567890.awsapps.com/start"};
         (void)run(SsoOidc(b.client).start_device_authorization(std::move(request), {}));
       }},
      {"oidc_create_token_device",
       [](TestBench& b) {
         DeviceTokenRequest request{"us-east-1", "cid", Secret("csecret"), Secret("dcode")};
         (void)run(SsoOidc(b.client).create_token(std::move(request), {}));
       }},
      {"cfn_describe_stacks",
       [](TestBench& b) {
         (void)run(CloudFormation(b.client, b.signer).describe_stack("ssh-proxy", {}));
       }},
      {"kms_generate_data_key", generate_data_key},
  };
  return table;
}

bool is_json(std::string_view body) {
  return body.starts_with('{');
}

void expect_same_body(const std::string& actual, const std::string& expected) {
  if (is_json(expected)) {
    EXPECT_EQ(boost::json::parse(actual), boost::json::parse(expected));
  } else {
    EXPECT_EQ(testing::form_of(actual), testing::form_of(expected));
  }
}

void expect_same_request(const HttpRequest& actual, const boost::json::value& vector) {
  EXPECT_EQ(actual.method, text_of(vector, "method"));
  const Url expected = url_of(text_of(vector, "url"));
  EXPECT_EQ(actual.url.authority(), expected.authority());
  EXPECT_EQ(actual.url.target, expected.target);
  expect_same_body(actual.body, text_of(vector, "body"));
  std::size_t expected_count = 1;  // User-Agent, which is not in the vectors
  for (const HttpHeader& header : headers_of(vector.at("headers"))) {
    ++expected_count;
    if (header.name == "Authorization") continue;  // over another, but equal body
    EXPECT_EQ(find_header(actual.headers, header.name), header.value) << header.name;
  }
  EXPECT_EQ(actual.headers.size(), expected_count);
}

TEST(Requests, EverySupportedOperationBuildsTheVectorsRequest) {
  std::size_t checked = 0;
  for (const auto& vector :
       load_vectors(test_data("api/requests.json")).at("requests").as_array()) {
    const auto operation = operations().find(text_of(vector, "name"));
    if (operation == operations().end()) continue;
    SCOPED_TRACE(operation->first);
    TestBench bench([](const HttpRequest&) { return testing::answer(200, ""); },
                    optional_text_of(vector, "sessionToken").value_or(""));
    operation->second(bench);
    ASSERT_FALSE(bench.http.sent.empty());
    expect_same_request(bench.http.sent.front(), vector);
    ++checked;
  }
  EXPECT_EQ(checked, operations().size());
}

TEST(Requests, EverySignatureOfTheVectorsIsReproduced) {
  int checked = 0;
  for (const auto& vector :
       load_vectors(test_data("api/requests.json")).at("requests").as_array()) {
    if (!vector.at("signed").as_bool()) continue;
    SCOPED_TRACE(text_of(vector, "name"));
    HttpRequest request;
    request.method = text_of(vector, "method");
    request.url = url_of(text_of(vector, "url"));
    request.body = text_of(vector, "body");
    std::string expected;
    for (const HttpHeader& header : headers_of(vector.at("headers"))) {
      if (header.name == "Authorization") {
        expected = header.value;
      } else {
        request.headers.push_back(header);
      }
    }
    const std::string token = optional_text_of(vector, "sessionToken").value_or("");
    sign(request, testing::example_credentials(token),
         {testing::kVectorTime, text_of(vector, "region"), text_of(vector, "signingName")});
    EXPECT_EQ(find_header(request.headers, "Authorization"), expected);
    ++checked;
  }
  EXPECT_EQ(checked, 26);
}

TEST(Requests, FollowingPagesRepeatTheFiltersWithTheToken) {
  TestBench bench([](const HttpRequest& request) {
    const bool first = !request.body.contains("NextToken");
    return testing::answer(
        200, first ? "<DescribeInstancesResponse><reservationSet><item><instancesSet><item>"
                     "<instanceId>i-1</instanceId></item></instancesSet></item></reservationSet>"
                     "<nextToken>tok+en/=</nextToken></DescribeInstancesResponse>"
                   : "<DescribeInstancesResponse><reservationSet><item><instancesSet><item>"
                     "<instanceId>i-2</instanceId></item></instancesSet></item></reservationSet>"
                     "</DescribeInstancesResponse>");
  });
  Ec2 ec2(bench.client, bench.signer);
  const auto instances = run(ec2.describe_instances(kByTag, {}));
  ASSERT_TRUE(instances);
  ASSERT_EQ(instances->size(), 2U);
  EXPECT_EQ(instances->at(1).instance_id, "i-2");
  ASSERT_EQ(bench.http.sent.size(), 2U);
  for (const auto& vector :
       load_vectors(test_data("api/requests.json")).at("requests").as_array()) {
    if (text_of(vector, "name") == "ec2_describe_instances_by_tag") {
      expect_same_request(bench.http.sent[1], vector);
    }
  }
}

// The vector's tags are not in the order of their keys, ours are; EC2 does not mind.
std::string with_its_tags_in_order(std::string body) {
  for (const auto& [from, to] : {std::pair{"Tag.1.", "Tag.x."}, std::pair{"Tag.2.", "Tag.1."},
                                 std::pair{"Tag.x.", "Tag.2."}}) {
    boost::algorithm::replace_all(body, from, to);
  }
  return body;
}

TEST(Requests, ALaunchIsTheVectorsRequest) {
  TestBench bench([](const HttpRequest&) { return testing::answer(200, ""); });
  RunInstanceRequest request{"ami-0123456789abcdef0",
                             "ssh-proxy",
                             "7f9c2ba4-e88f-427d-9b1a-000000000001",
                             {},
                             {{"ssh-proxy", "my-host"}, {"Name", "relay"}}};
  (void)run(Ec2(bench.client, bench.signer).run_instance(std::move(request), {}));
  ASSERT_EQ(bench.http.sent.size(), 1U);
  for (auto& vector : load_vectors(test_data("api/requests.json")).at("requests").as_array()) {
    if (text_of(vector, "name") != "ec2_run_instances_launch_template") continue;
    vector.at("body") = with_its_tags_in_order(text_of(vector, "body"));
    expect_same_request(bench.http.sent[0], vector);
  }
}

TEST(Requests, ANewStackIsTheVectorsRequestWithoutItsTags) {
  TestBench bench([](const HttpRequest&) { return testing::answer(200, ""); });
  StackRequest request{"ssh-proxy",
                       "{\"Resources\":{}}",
                       {{"KeyName", "ssh proxy"}},
                       {"CAPABILITY_NAMED_IAM"},
                       "tok-1"};
  (void)run(CloudFormation(bench.client, bench.signer).create_stack(request, {}));
  ASSERT_EQ(bench.http.sent.size(), 1U);
  for (auto& vector : load_vectors(test_data("api/requests.json")).at("requests").as_array()) {
    if (text_of(vector, "name") != "cfn_create_stack") continue;
    const std::string body = text_of(vector, "body");
    vector.at("body") = body.substr(0, body.find("&Tags."));
    expect_same_request(bench.http.sent[0], vector);
  }
}

TEST(Requests, UserDataIsSentInBase64) {
  TestBench bench([](const HttpRequest&) { return testing::answer(200, ""); });
  RunInstanceRequest request{"ami-1", "ssh-proxy", "token", Secret("#cloud-config\n?~"), {}};
  (void)run(Ec2(bench.client, bench.signer).run_instance(std::move(request), {}));
  const auto form = testing::form_of(bench.http.sent.at(0).body);
  EXPECT_EQ(form.at("UserData"), "I2Nsb3VkLWNvbmZpZwo/fg==");
}

TEST(Requests, InstanceTypeAndPlaceReplaceTheTemplates) {
  TestBench bench([](const HttpRequest&) { return testing::answer(200, ""); });
  RunInstanceRequest request{"ami-1", "ssh-proxy", "token", {}, {}};
  for (const char* const place : {"", "eu-west-1a", "subnet-0a1b"}) {
    request.instance_type = "t4g.micro";
    request.place = place;
    (void)run(Ec2(bench.client, bench.signer).run_instance(request, {}));
  }
  std::vector<std::map<std::string, std::string>> forms;
  for (const auto& sent : bench.http.sent) {
    forms.push_back(testing::form_of(sent.body));
    EXPECT_EQ(forms.back().at("InstanceType"), "t4g.micro");
  }
  ASSERT_EQ(forms.size(), 3U);
  EXPECT_FALSE(forms[0].contains("SubnetId") || forms[0].contains("Placement.AvailabilityZone"));
  EXPECT_EQ(forms[1].at("Placement.AvailabilityZone"), "eu-west-1a");
  EXPECT_EQ(forms[2].at("SubnetId"), "subnet-0a1b");
}

TEST(Requests, WithoutAClientTokenNothingIsLaunched) {
  TestBench bench([](const HttpRequest&) { return testing::answer(200, ""); });
  const RunInstanceRequest request{"ami-1", "ssh-proxy", "", {}, {}};
  EXPECT_EQ(run(Ec2(bench.client, bench.signer).run_instance(request, {})).error().kind,
            Errc::usage);
  EXPECT_TRUE(bench.http.sent.empty());
}

TEST(Requests, KmsIsCalledInTheRegionOfTheKey) {
  TestBench bench([](const HttpRequest&) { return testing::answer(200, "{}"); });
  Kms kms(bench.client, bench.signer);
  GenerateDataKeyRequest request;
  request.key_id = "arn:aws:kms:eu-west-3:111122223333:key/1";
  (void)run(kms.generate_data_key(std::move(request), {}));
  EXPECT_EQ(bench.http.sent.at(0).url.host, "kms.eu-west-3.amazonaws.com");
  EXPECT_EQ(testing::credential_scope(bench.http.sent[0]).at(2), "eu-west-3");
}

}  // namespace
}  // namespace cloudx::aws
