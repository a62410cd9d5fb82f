#include "features/plugin/endpoint.hpp"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::plugin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPath = "/v1/data-channel/s-1?role=publish_subscribe&cell-number=A+c/d/g==";

std::string stream_error(const std::string& url) {
  const auto checked = check_stream_url(url);
  EXPECT_FALSE(checked) << url;
  return checked ? std::string() : checked.error().message;
}

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

TEST(PluginStreamUrl, GatewayOfAnyRegionAndPartitionIsTaken) {
  const std::pair<const char*, const char*> hosts[] = {
      {"ssmmessages.eu-central-1.amazonaws.com", "eu-central-1"},
      {"ssmmessages-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"},
      {"ssmmessages.cn-north-1.amazonaws.com.cn", "cn-north-1"},
      {"ssmmessages.us-east-1.api.aws", "us-east-1"},
      {"SSMMessages.us-east-1.amazonaws.com", "us-east-1"},
      {"vpce-0a1b-2c3d-us-east-1a.ssmmessages.us-east-1.vpce.amazonaws.com", "us-east-1"},
  };
  for (const auto& [host, region] : hosts) {
    const auto checked = check_stream_url("wss://" + std::string(host) + kPath);
    ASSERT_TRUE(checked) << checked.error().message;
    EXPECT_EQ(checked->region, region);
    EXPECT_EQ(checked->url.target, kPath);
    EXPECT_EQ(checked->url.port, 443);
  }
  EXPECT_TRUE(check_stream_url("wss://ssmmessages.eu-west-1.amazonaws.com:443/"));
}

TEST(PluginStreamUrl, OtherSchemesPortsAndUsersAreRefused) {
  EXPECT_THAT(stream_error("https://ssmmessages.eu-west-1.amazonaws.com/"), HasSubstr("not wss"));
  EXPECT_THAT(stream_error("ws://ssmmessages.eu-west-1.amazonaws.com/"), HasSubstr("not wss"));
  EXPECT_THAT(stream_error("wss://ssmmessages.eu-west-1.amazonaws.com:8443/"), HasSubstr("8443"));
  EXPECT_THAT(stream_error("wss://a:b@ssmmessages.eu-west-1.amazonaws.com/"),
              HasSubstr("user name"));
  EXPECT_THAT(stream_error("wss:///x"), HasSubstr("not usable"));
  EXPECT_THAT(stream_error(""), HasSubstr("not usable"));
}

TEST(PluginStreamUrl, OtherHostsAreRefused) {
  for (const char* host :
       {"example.com", "ssmmessages.eu-west-1.amazonaws.com.example.com", "ssmmessages.example.com",
        "ssmmessages.amazonaws.com", "ssm.eu-west-1.amazonaws.com",
        "xssmmessages.eu-west-1.amazonaws.com", "a.ssmmessages.eu-west-1.amazonaws.com",
        "ssmmessages.eu-west-1.amazonaws.com.cn", "ssmmessages.cn-north-1.amazonaws.com",
        "ssmmessages.eu-west-1.elb.amazonaws.com", "vpce-1.ssmmessages.eu-west-1.amazonaws.com",
        "vpce-1.x.ssmmessages.eu-west-1.vpce.amazonaws.com", "127.0.0.1",
        "ssmmessages.eu-west-1.amazonaws.com."}) {
    EXPECT_THAT(stream_error("wss://" + std::string(host) + "/"), HasSubstr("no message gateway"))
        << host;
  }
}

TEST(PluginStreamUrl, NoMessageHasThePathTheQueryOrTheUser) {
  for (const char* url : {"wss://example.com/secret?secret", "ws://secret@ssmmessages.eu-west-1.a/",
                          "wss://ssmmessages.eu-west-1.amazonaws.com:1/secret", "x:secret"}) {
    EXPECT_THAT(stream_error(url), Not(HasSubstr("secret"))) << url;
  }
}

TEST(PluginStreamUrl, OwnEndpointNamesHostsOfItsOwn) {
  const auto https = check_stream_url("wss://gateway.example:8443/x", "https://ssm.example");
  ASSERT_TRUE(https);
  EXPECT_EQ(https->region, "");
  EXPECT_FALSE(check_stream_url("ws://gateway.example/x", "https://ssm.example"));
  EXPECT_TRUE(check_stream_url("ws://127.0.0.1:4567/x", "http://127.0.0.1:4566"));
  EXPECT_FALSE(check_stream_url("http://127.0.0.1:4567/x", "http://127.0.0.1:4566"));
  EXPECT_FALSE(check_stream_url("wss://a:b@gateway.example/x", "https://ssm.example"));
  const auto ours = check_stream_url("wss://ssmmessages.eu-west-1.amazonaws.com/", "https://x");
  ASSERT_TRUE(ours);
  EXPECT_EQ(ours->region, "eu-west-1");
}

}  // namespace
}  // namespace cloudx::plugin
