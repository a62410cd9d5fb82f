// The template as text: what CloudFormation would check, and what the policy must never allow.

#include "features/relay/deploy/template.hpp"

#include <set>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

namespace json = boost::json;
using ::testing::UnorderedElementsAre;

json::value parsed() {
  const std::string_view text = stack_template();
  return json::parse(json::string_view(text.data(), text.size()));
}

std::string at(const json::value& value, const char* path) {
  return json::value_to<std::string>(value.at_pointer(path));
}

// Every name that Ref, Fn::GetAtt, Fn::Sub and Fn::If in it speak of.
void collect(const json::value& value, std::set<std::string>& names) {
  if (const json::array* array = value.if_array()) {
    for (const json::value& inner : *array) collect(inner, names);
  }
  const json::object* object = value.if_object();
  if (object == nullptr) return;
  for (const auto& [key, inner] : *object) {
    if (key == "Ref") names.insert(json::value_to<std::string>(inner));
    if (key == "Fn::GetAtt" || key == "Fn::If") {
      names.insert(json::value_to<std::string>(inner.at(0)));
    }
    if (key == "Fn::Sub") {
      const auto text = json::value_to<std::string>(inner);
      for (std::size_t open = text.find("${"); open != std::string::npos;
           open = text.find("${", open + 1)) {
        names.insert(text.substr(open + 2, text.find('}', open) - open - 2));
      }
    }
    collect(inner, names);
  }
}

TEST(Template, EveryReferenceResolves) {
  const json::value value = parsed();
  std::set<std::string> names;
  collect(value, names);
  EXPECT_GT(names.size(), 8U);
  for (const std::string& name : names) {
    const bool known = value.at("Resources").as_object().contains(name) ||
                       value.at("Parameters").as_object().contains(name) ||
                       value.at("Conditions").as_object().contains(name) ||
                       name == "AWS::StackName" || name == "AWS::Region" ||
                       name == "AWS::AccountId" || name == "AWS::Partition";
    EXPECT_TRUE(known) << name;
  }
}

TEST(Template, IsTakenByItsSizeAndKnownByItsDescription) {
  EXPECT_LT(stack_template().size(), 51'200U);
  EXPECT_EQ(at(parsed(), "/Description"), kStackDescription);
}

TEST(Template, ThePolicyAllowsFiveActionsAndNoMore) {
  std::set<std::string> actions;
  const json::value value = parsed();
  const auto& statements =
      value.at_pointer("/Resources/Policy/Properties/PolicyDocument/Statement").as_array();
  for (const json::value& statement : statements) {
    EXPECT_EQ(at(statement, "/Effect"), "Allow");
    const json::value& action = statement.at("Action");
    if (action.is_string()) {
      actions.insert(json::value_to<std::string>(action));
    } else {
      for (const json::value& one : action.as_array()) {
        actions.insert(json::value_to<std::string>(one));
      }
    }
  }
  EXPECT_THAT(actions,
              UnorderedElementsAre("ec2:DescribeInstances", "ec2:DescribeImages",
                                   "ec2:RunInstances", "ec2:CreateTags", "ec2:TerminateInstances"));
}

// Only looking is allowed anywhere without a condition.
TEST(Template, WhatChangesSomethingIsNarrowedDown) {
  const json::value value = parsed();
  for (const json::value& statement :
       value.at_pointer("/Resources/Policy/Properties/PolicyDocument/Statement").as_array()) {
    const bool everywhere = statement.at("Resource") == json::value("*");
    const bool conditional = statement.as_object().contains("Condition");
    EXPECT_TRUE(!everywhere || conditional || at(statement, "/Sid") == "Look")
        << json::serialize(statement);
  }
  const auto condition = [&](const std::string& sid) {
    for (const json::value& statement :
         value.at_pointer("/Resources/Policy/Properties/PolicyDocument/Statement").as_array()) {
      if (at(statement, "/Sid") == sid) return statement.at("Condition");
    }
    return json::value();
  };
  EXPECT_EQ(at(condition("LaunchWhatTheTemplateSays"), "/Bool/ec2:IsLaunchTemplateResource"),
            "true");
  EXPECT_EQ(at(condition("LaunchAmazonsImages"), "/StringEquals/ec2:Owner"), "amazon");
  EXPECT_EQ(at(condition("NameTheEndpoint"), "/StringEquals/ec2:CreateAction"), "RunInstances");
  EXPECT_EQ(at(condition("NameTheEndpoint"), "/ForAllValues:StringEquals/aws:TagKeys/0"),
            "ssh-proxy");
  EXPECT_EQ(at(condition("EndRelays"), "/StringLike/ec2:ResourceTag~1ssh-proxy"), "*");
}

TEST(Template, AVmLeavesNothingBehindAndHasNoWayToItsRole) {
  const json::value value = parsed();
  const json::value& data =
      value.at_pointer("/Resources/LaunchTemplate/Properties/LaunchTemplateData");
  EXPECT_EQ(at(data, "/InstanceInitiatedShutdownBehavior"), "terminate");
  EXPECT_EQ(data.at_pointer("/BlockDeviceMappings/0/Ebs/DeleteOnTermination"), json::value(true));
  EXPECT_EQ(data.at_pointer("/NetworkInterfaces/0/DeleteOnTermination"), json::value(true));
  EXPECT_EQ(at(data, "/MetadataOptions/HttpTokens"), "required");
  EXPECT_EQ(data.at_pointer("/MetadataOptions/HttpPutResponseHopLimit"), json::value(1));
  EXPECT_FALSE(data.as_object().contains("IamInstanceProfile"));
  EXPECT_EQ(at(data, "/TagSpecifications/0/Tags/0/Key"), "ssh-proxy");
  EXPECT_EQ(at(data, "/TagSpecifications/0/Tags/0/Value"), "<undefined>");
  EXPECT_TRUE(at(data, "/UserData/Fn::Base64").starts_with("#cloud-config\n"));
}

TEST(Template, OnlySshIsOpen) {
  const json::value value = parsed();
  const auto& rules =
      value.at_pointer("/Resources/SecurityGroup/Properties/SecurityGroupIngress").as_array();
  ASSERT_EQ(rules.size(), 2U);
  for (const json::value& rule : rules) {
    EXPECT_EQ(at(rule, "/IpProtocol"), "tcp");
    EXPECT_EQ(rule.at("FromPort"), json::value(22));
    EXPECT_EQ(rule.at("ToPort"), json::value(22));
  }
}

}  // namespace
}  // namespace cloudx::relay
