#include "features/plugin/endpoint.hpp"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace cloudx::plugin {
namespace {

TEST(PluginEndpoint, EndpointOfSsmIsTaken) {
  for (const char* url :
       {"https://ssm.eu-central-1.amazonaws.com", "https://ssm-fips.us-east-1.amazonaws.com/",
        "https://ssm.eu-central-1.api.aws", "https://ssm.cn-north-1.amazonaws.com.cn",
        "https://vpce-0a1b-2c3d.ssm.eu-west-1.vpce.amazonaws.com"}) {
    EXPECT_EQ(ssm_endpoint(url), url);
  }
}

TEST(PluginEndpoint, HostOfNobodyKnownIsTakenAtItsWord) {
  for (const char* url :
       {"http://127.0.0.1:4566", "https://ssm.internal.example:8443/base",
        "https://lb-1.eu-west-1.elb.amazonaws.com", "https://amazonaws.com.example"}) {
    EXPECT_EQ(ssm_endpoint(url), url);
  }
}

TEST(PluginEndpoint, WhatIsNoEndpointOfSsmMeansTheDefault) {
  for (const char* url :
       {"", "ssm", "wss://ssmmessages.eu-central-1.amazonaws.com/v1/data-channel/s-1",
        "https://ecs.eu-central-1.amazonaws.com", "https://ecs.eu-central-1.api.aws",
        "https://ecs-fips.us-east-1.amazonaws.com", "https://ssmmessages.eu-west-1.amazonaws.com",
        "https://vpce-0a1b-2c3d.ecs.eu-west-1.vpce.amazonaws.com", "https://iam.amazonaws.com",
        "https://user:word@ssm.internal.example"}) {
    EXPECT_EQ(ssm_endpoint(url), std::nullopt) << url;
  }
}

}  // namespace
}  // namespace cloudx::plugin
