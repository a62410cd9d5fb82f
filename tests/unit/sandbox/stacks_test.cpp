// Stacks over a world, with a clock of the test's own.

#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "sandbox/api/service.hpp"
#include "unit/sandbox/signed_request.hpp"

namespace cloudx::sandbox {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* kTemplate = R"({
  "Description": "two things",
  "Parameters": {"Label": {"Type": "String", "AllowedPattern": "[a-z]+"},
                 "Type": {"Type": "String", "Default": "t4g.nano"}},
  "Resources": {
    "Launch": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {
      "LaunchTemplateName": {"Ref": "AWS::StackName"},
      "LaunchTemplateData": {"KeyName": {"Ref": "Key"}, "InstanceType": {"Ref": "Type"},
        "InstanceInitiatedShutdownBehavior": "terminate", "UserData": {"Fn::Base64": "#cloud"},
        "TagSpecifications": [{"ResourceType": "instance",
                               "Tags": [{"Key": "k", "Value": "v"}]}]}}},
    "Key": {"Type": "AWS::EC2::KeyPair", "Properties": {
      "KeyName": {"Fn::Sub": "${AWS::StackName}-${Label}"}, "PublicKeyMaterial": "ssh-ed25519 A"}}},
  "Outputs": {"Id": {"Value": {"Fn::Join": ["/", ["a", {"Ref": "Launch"}]]}}}
})";

class StacksTest : public testing::Test {
 protected:
  StacksTest() {
    world.region = "eu-west-1";
    key = world.credentials.add_user_key(false, now);
  }
  HttpResponse call(const std::string& operation, std::map<std::string, std::string> fields) {
    fields.try_emplace("StackName", "s");
    HttpRequest request;
    request.method = "POST";
    request.url.target = "/";
    request.body = "Action=" + operation + "&Version=2010-05-15";
    for (const auto& [name, value] : fields) {
      request.body += fmt::format("&{}={}", name, percent_encode(value));
    }
    sign_request(request, key, "eu-west-1", "cloudformation", now);
    return answer_api_request(world, request, now);
  }
  HttpResponse put(const std::string& operation, const std::string& label,
                   const std::string& type = "t4g.nano", std::string body = kTemplate) {
    return call(operation, {{"TemplateBody", std::move(body)},
                            {"Parameters.member.1.ParameterKey", "Label"},
                            {"Parameters.member.1.ParameterValue", label},
                            {"Parameters.member.2.ParameterKey", "Type"},
                            {"Parameters.member.2.ParameterValue", type}});
  }
  std::string status() { return inner(call("DescribeStacks", {}).body, "StackStatus"); }
  std::string events() { return call("DescribeStackEvents", {}).body; }
  static std::string inner(const std::string& text, const std::string& element) {
    const std::size_t open = text.find("<" + element + ">");
    if (open == std::string::npos) return {};
    const std::size_t first = open + element.size() + 2;
    return text.substr(first, text.find("</", first) - first);
  }
  void pass(Duration time) { now += time; }

  Time now = Time(1'700'000'000s);
  World world{60s};
  AccessKey key;
};

TEST_F(StacksTest, ResourcesAreMadeOneAfterAnotherInTheOrderOfTheirReferences) {
  ASSERT_EQ(put("CreateStack", "one").status, 200);
  EXPECT_EQ(status(), "CREATE_IN_PROGRESS");
  EXPECT_TRUE(world.key_pairs.empty());
  pass(150ms);
  EXPECT_EQ(status(), "CREATE_IN_PROGRESS");
  EXPECT_TRUE(world.key_pairs.contains("s-one"));
  EXPECT_FALSE(world.launch_templates.contains("s"));
  pass(10s);
  EXPECT_EQ(status(), "CREATE_COMPLETE");
  const LaunchTemplate& made = world.launch_templates.at("s");
  EXPECT_EQ(made.public_key, "ssh-ed25519 A");
  EXPECT_EQ(made.user_data, "#cloud");
  EXPECT_TRUE(made.terminates_on_shutdown);
  EXPECT_EQ(made.tags.at("k"), "v");
  EXPECT_EQ(inner(call("DescribeStacks", {}).body, "OutputValue"), "a/" + made.id);
}

TEST_F(StacksTest, AFailureIsUndoneAndLeavesTheReason) {
  world.faults.resource_failures = {{"CREATE Launch", "", "no more of them", 400, {}}};
  ASSERT_EQ(put("CreateStack", "one").status, 200);
  pass(10s);
  EXPECT_EQ(status(), "ROLLBACK_COMPLETE");
  EXPECT_TRUE(world.key_pairs.empty());
  EXPECT_THAT(events(), HasSubstr("no more of them"));
  EXPECT_EQ(put("UpdateStack", "two").status, 400);
}

TEST_F(StacksTest, AnUpdateChangesWhatDiffersAndReplacesWhatMustBe) {
  put("CreateStack", "one");
  pass(10s);
  ASSERT_EQ(status(), "CREATE_COMPLETE");
  const std::string id = world.launch_templates.at("s").id;
  EXPECT_THAT(put("UpdateStack", "one").body, HasSubstr("No updates are to be performed"));
  ASSERT_EQ(put("UpdateStack", "two", "t4g.small").status, 200);
  pass(10s);
  EXPECT_EQ(status(), "UPDATE_COMPLETE");
  EXPECT_EQ(world.launch_templates.at("s").id, id);
  EXPECT_EQ(world.launch_templates.at("s").instance_type, "t4g.small");
  EXPECT_EQ(world.launch_templates.at("s").key_name, "s-two");
  EXPECT_FALSE(world.key_pairs.contains("s-one"));
}

TEST_F(StacksTest, AnUpdateThatFailsGoesBackToWhatWasThere) {
  put("CreateStack", "one");
  pass(10s);
  world.faults.resource_failures = {{"UPDATE Launch", "", "no", 400, 1}};
  put("UpdateStack", "two", "t4g.small");
  pass(10s);
  EXPECT_EQ(status(), "UPDATE_ROLLBACK_COMPLETE");
  EXPECT_EQ(world.key_pairs.size(), 1U);
  EXPECT_TRUE(world.key_pairs.contains("s-one"));
  EXPECT_EQ(world.launch_templates.at("s").instance_type, "t4g.nano");
}

TEST_F(StacksTest, ANamedResourceIsNotReplacedUnderItsName) {
  put("CreateStack", "one");
  pass(10s);
  std::string changed = kTemplate;
  changed.replace(changed.find("ssh-ed25519 A"), 13, "ssh-ed25519 B");
  put("UpdateStack", "one", "t4g.nano", changed);
  pass(10s);
  EXPECT_EQ(status(), "UPDATE_ROLLBACK_COMPLETE");
  EXPECT_THAT(events(), HasSubstr("custom-named resource requires replacing"));
}

TEST_F(StacksTest, ADeletedStackIsFoundByItsIdAlone) {
  const std::string id = inner(put("CreateStack", "one").body, "StackId");
  pass(10s);
  EXPECT_EQ(call("DeleteStack", {}).status, 200);
  pass(10s);
  EXPECT_THAT(call("DescribeStacks", {}).body, HasSubstr("does not exist"));
  EXPECT_EQ(inner(call("DescribeStacks", {{"StackName", id}}).body, "StackStatus"),
            "DELETE_COMPLETE");
  EXPECT_TRUE(world.launch_templates.empty());
  EXPECT_EQ(put("CreateStack", "one").status, 200);
}

TEST_F(StacksTest, WhatCannotBeDeletedKeepsTheStack) {
  put("CreateStack", "one");
  pass(10s);
  world.faults.resource_failures = {{"DELETE Key", "", "in use", 400, 1}};
  call("DeleteStack", {});
  pass(10s);
  EXPECT_EQ(status(), "DELETE_FAILED");
  call("DeleteStack", {});
  pass(10s);
  EXPECT_EQ(status(), "");
}

TEST_F(StacksTest, WrongRequestsAreRefusedAtOnce) {
  const auto create = [&](std::string body) {
    return call("CreateStack", {{"TemplateBody", std::move(body)}}).body;
  };
  EXPECT_THAT(create("{"), HasSubstr("JSON not well-formed"));
  EXPECT_THAT(create("{}"), HasSubstr("At least one Resources member"));
  EXPECT_THAT(create(R"({"Resources":{"A":{"Type":"AWS::X::Y"}}})"),
              HasSubstr("Unrecognized resource types: [AWS::X::Y]"));
  EXPECT_THAT(create(R"({"Resources":{"A":{"Type":"AWS::EC2::SecurityGroup","Properties":
                        {"X":{"Ref":"B"}}}}})"),
              HasSubstr("Unresolved resource dependencies [B]"));
  EXPECT_THAT(create(R"({"Resources":{"A":{"Type":"AWS::IAM::User","Properties":
                        {"UserName":"u"}}}})"),
              HasSubstr("Requires capabilities : [CAPABILITY_NAMED_IAM]"));
  EXPECT_THAT(create(kTemplate), HasSubstr("Parameters: [Label] must have values"));
  EXPECT_THAT(put("CreateStack", "ONE").body, HasSubstr("Label failed to satisfy constraint"));
  EXPECT_EQ(put("CreateStack", "one").status, 200);
  EXPECT_THAT(put("CreateStack", "one").body, HasSubstr("AlreadyExistsException"));
}

TEST_F(StacksTest, TheSameTokenIsTheSameChange) {
  const std::map<std::string, std::string> fields = {{"TemplateBody", kTemplate},
                                                     {"ClientRequestToken", "t"},
                                                     {"Parameters.member.1.ParameterKey", "Label"},
                                                     {"Parameters.member.1.ParameterValue", "one"}};
  const std::string id = inner(call("CreateStack", fields).body, "StackId");
  EXPECT_FALSE(id.empty());
  EXPECT_EQ(inner(call("CreateStack", fields).body, "StackId"), id);
}

}  // namespace
}  // namespace cloudx::sandbox
