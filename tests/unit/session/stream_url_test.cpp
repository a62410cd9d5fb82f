#include "session/stream_url.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace cloudx::session {
namespace {

constexpr const char* kPath = "/v1/data-channel/s-1?role=publish_subscribe&cell-number=A+/=";

aws::EndpointOptions in_region(const char* region) {
  aws::EndpointOptions endpoints;
  endpoints.region = region;
  return endpoints;
}

bool accepted(const std::string& host, const aws::EndpointOptions& endpoints) {
  return check_stream_url("wss://" + host + kPath, endpoints).has_value();
}

TEST(StreamUrl, GatewayOfTheRegionIsDialledAsGiven) {
  const auto url = check_stream_url(
      std::string("wss://ssmmessages.eu-west-1.amazonaws.com") + kPath, in_region("eu-west-1"));
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->target, kPath);
  EXPECT_EQ(url->authority(), "ssmmessages.eu-west-1.amazonaws.com");
  EXPECT_TRUE(accepted("ssmmessages-fips.us-gov-west-1.amazonaws.com", in_region("us-gov-west-1")));
  EXPECT_TRUE(accepted("ssmmessages.cn-north-1.amazonaws.com.cn", in_region("cn-north-1")));
  EXPECT_TRUE(accepted("ssmmessages.eu-west-1.api.aws", in_region("eu-west-1")));
}

TEST(StreamUrl, AnotherHostIsNotGivenTheToken) {
  for (const char* host : {"evil.example", "ssmmessages.eu-west-1.amazonaws.com.evil.example",
                           "ssmmessages.us-east-1.amazonaws.com", "ssm.eu-west-1.amazonaws.com",
                           "ssmmessages.eu-west-1.amazonaws.com@evil.example"}) {
    EXPECT_FALSE(accepted(host, in_region("eu-west-1"))) << host;
  }
}

TEST(StreamUrl, GatewayOfEveryPartitionIsTaken) {
  for (const auto& [host, region] : std::vector<std::pair<std::string, const char*>>{
           {"ssmmessages.us-gov-east-1.amazonaws.com", "us-gov-east-1"},
           {"ssmmessages.cn-northwest-1.api.amazonwebservices.com.cn", "cn-northwest-1"},
           {"ssmmessages.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"},
           {"ssmmessages.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"},
           {"ssmmessages.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"},
           {"ssmmessages.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"},
           {"ssmmessages.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"}}) {
    EXPECT_TRUE(accepted(host, in_region(region))) << host;
  }
}

TEST(StreamUrl, PlainWebsocketIsRefused) {
  const auto url =
      check_stream_url("ws://ssmmessages.eu-west-1.amazonaws.com/x", in_region("eu-west-1"));
  EXPECT_FALSE(url);
}

// As session-manager-plugin's library, gorilla/websocket, has it.
TEST(StreamUrl, OtherSchemesAndUsersAreRefused) {
  auto endpoints = in_region("eu-west-1");
  for (const char* ssm : {"", "https://localhost:8443", "http://localhost:8080"}) {
    if (*ssm != '\0') endpoints.urls["ssm"] = ssm;
    for (const char* url : {"https://ssmmessages.eu-west-1.amazonaws.com/x",
                            "http://ssmmessages.eu-west-1.amazonaws.com/x",
                            "wss://a:b@ssmmessages.eu-west-1.amazonaws.com/x"}) {
      EXPECT_FALSE(check_stream_url(url, endpoints)) << url << " of " << ssm;
    }
  }
}

TEST(StreamUrl, NoMessageHasWhatMayBeSecretInIt) {
  for (const char* url : {"wss://evil.example/?X-Amz-Signature=secret",
                          "ws://secret@ssmmessages.eu-west-1.amazonaws.com/x",
                          "wss://secret@ssmmessages.eu-west-1.amazonaws.com:0/"}) {
    const auto checked = check_stream_url(url, in_region("eu-west-1"));
    ASSERT_FALSE(checked) << url;
    EXPECT_EQ(checked.error().message.find("secret"), std::string::npos) << url;
  }
}

TEST(StreamUrl, ConfiguredSsmEndpointIsTrustedWithItsGateway) {
  auto endpoints = in_region("eu-west-1");
  endpoints.urls["ssm"] = "https://vpce-1.ssm.eu-west-1.vpce.amazonaws.com";
  EXPECT_TRUE(accepted("localhost:8443", endpoints));
  EXPECT_FALSE(check_stream_url("ws://localhost:8443/x", endpoints));
  endpoints.urls["ssm"] = "http://127.0.0.1:4566";
  EXPECT_TRUE(check_stream_url("ws://127.0.0.1:4567/x", endpoints));
}

TEST(StreamUrl, ConfiguredGatewayReplacesHostAndPortOnly) {
  auto endpoints = in_region("eu-west-1");
  endpoints.urls["ssmmessages"] = "https://vpce-2.ssmmessages.eu-west-1.vpce.amazonaws.com:8443";
  const auto url =
      check_stream_url(std::string("wss://ssmmessages.eu-west-1.amazonaws.com") + kPath, endpoints);
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->authority(), "vpce-2.ssmmessages.eu-west-1.vpce.amazonaws.com:8443");
  EXPECT_EQ(url->target, kPath);
}

TEST(StreamUrl, GatewayOfAVpcEndpointIsTheGatewayOfItsRegion) {
  for (const auto& [host, region] : std::vector<std::pair<std::string, const char*>>{
           {"vpce-0123456789abcdef0-a1b2c3d4.ssmmessages.eu-west-1.vpce.amazonaws.com",
            "eu-west-1"},
           {"vpce-0123456789abcdef0-a1b2c3d4-eu-west-1a.ssmmessages.eu-west-1.vpce.amazonaws.com",
            "eu-west-1"},
           {"VPCE-1.ssmmessages.eu-west-1.vpce.amazonaws.com", "eu-west-1"},
           {"vpce-1.ssmmessages-fips.us-gov-west-1.vpce.amazonaws.com", "us-gov-west-1"},
           {"vpce-1.ssmmessages.cn-north-1.vpce.amazonaws.com.cn", "cn-north-1"}}) {
    EXPECT_TRUE(accepted(host, in_region(region))) << host;
  }
  for (const char* host :
       {"vpce-1.ssmmessages.us-east-1.vpce.amazonaws.com",
        "vpce-1.ssm.eu-west-1.vpce.amazonaws.com", "ssmmessages.eu-west-1.vpce.amazonaws.com",
        "evil.ssmmessages.eu-west-1.vpce.amazonaws.com",
        "vpce-1.evil.ssmmessages.eu-west-1.vpce.amazonaws.com",
        "vpce-1ssmmessages.eu-west-1.vpce.amazonaws.com",
        "vpce-1.ssmmessages.eu-west-1.vpce.amazonaws.com.cn",
        "vpce-1.ssmmessages.eu-west-1.vpce.amazonaws.com.evil.example"}) {
    EXPECT_FALSE(accepted(host, in_region("eu-west-1"))) << host;
  }
}

TEST(StreamUrl, ConfiguredGatewayCountsAlsoWhereItIsTheSsmEndpoint) {
  auto endpoints = in_region("eu-west-1");
  endpoints.urls["ssm"] = endpoints.urls["ssmmessages"] = "https://localhost:4566";
  const auto url = check_stream_url("wss://elsewhere:9999/x", endpoints);
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->authority(), "localhost:4566");
}

TEST(StreamUrl, SsmEndpointAloneSaysNothingAboutTheGateway) {
  auto endpoints = in_region("eu-west-1");
  endpoints.urls["ssm"] = "https://localhost:4566";
  const auto url = check_stream_url("wss://localhost:9999/x", endpoints);
  ASSERT_TRUE(url);
  EXPECT_EQ(url->port, 9999);
}

}  // namespace
}  // namespace cloudx::session
