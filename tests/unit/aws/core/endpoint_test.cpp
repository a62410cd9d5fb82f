#include "aws/core/endpoint.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/core/partition.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

using testing::load_vectors;
using testing::test_data;
using testing::text_of;

const Service& service_named(std::string name) {
  std::ranges::replace(name, '-', '_');
  const auto found =
      std::ranges::find_if(kServices, [&](const Service* s) { return s->id == name; });
  if (found == std::end(kServices)) throw std::runtime_error("no service " + name);
  return **found;
}

TEST(Endpoint, AllVectorsMatch) {
  const auto vectors = load_vectors(test_data("api/endpoints.json"));
  ASSERT_EQ(vectors.at("endpoints").as_array().size(), 288U);
  for (const auto& vector : vectors.at("endpoints").as_array()) {
    EndpointOptions options;
    options.region = text_of(vector, "region");
    options.fips = vector.at("fips").as_bool();
    options.dual_stack = vector.at("dualstack").as_bool();
    const auto endpoint = resolve_endpoint(service_named(text_of(vector, "service")), options);
    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->url.scheme + "://" + endpoint->url.authority(), text_of(vector, "url"));
    EXPECT_EQ(endpoint->signing_region, options.region);
  }
}

TEST(Endpoint, ConfiguredUrlReplacesHostAndBasePathButNotTheRegion) {
  EndpointOptions options;
  options.region = "eu-west-1";
  options.urls["ssm"] = "http://127.0.0.1:4566/base/";
  const auto endpoint = resolve_endpoint(kSsm, options);
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->url.authority(), "127.0.0.1:4566");
  EXPECT_EQ(endpoint->at("/").target, "/base/");
  EXPECT_EQ(endpoint->at("/token?x=1").target, "/base/token?x=1");
  EXPECT_EQ(endpoint->signing_region, "eu-west-1");
  EXPECT_EQ(resolve_endpoint(kEc2, options)->url.host, "ec2.eu-west-1.amazonaws.com");
}

TEST(Endpoint, MessageGatewayHasItsOwnHost) {
  EndpointOptions options;
  options.region = "cn-north-1";
  EXPECT_EQ(resolve_endpoint(kSsmMessages, options)->url.host,
            "ssmmessages.cn-north-1.amazonaws.com.cn");
}

TEST(Endpoint, MissingRegionNamesItsSources) {
  const auto endpoint = resolve_endpoint(kSsm, {});
  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().kind, Errc::configuration);
  EXPECT_THAT(endpoint.error().message, ::testing::HasSubstr("AWS_REGION"));
}

TEST(Endpoint, RegionThatWouldChangeTheHostIsRefused) {
  for (const std::string region :
       {"evil.example.com/", "us-east-1@x", "", "a b", "us_east_1", "-x", "x-",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    EndpointOptions options;
    options.region = region;
    EXPECT_FALSE(resolve_endpoint(kSsm, options)) << region;
  }
}

TEST(Endpoint, UnusableConfiguredUrlIsAConfigurationError) {
  for (const std::string url : {"127.0.0.1:4566", "ftp://x/", "ws://x/", "http://"}) {
    EndpointOptions options;
    options.region = "eu-west-1";
    options.urls["ssm"] = url;
    const auto endpoint = resolve_endpoint(kSsm, options);
    ASSERT_FALSE(endpoint) << url;
    EXPECT_EQ(endpoint.error().kind, Errc::configuration);
  }
}

TEST(Partition, OwnsHostsUnderItsDomainsOnly) {
  const Partition& aws = partition_of("eu-west-1");
  EXPECT_TRUE(aws.owns_host("ssmmessages.eu-west-1.amazonaws.com"));
  EXPECT_TRUE(aws.owns_host("ssmmessages.eu-west-1.api.aws"));
  EXPECT_FALSE(aws.owns_host("ssmmessages.eu-west-1.amazonaws.com.evil.example"));
  EXPECT_FALSE(aws.owns_host("evilamazonaws.com"));
  EXPECT_FALSE(aws.owns_host("amazonaws.com"));
  EXPECT_FALSE(aws.owns_host("ssmmessages.cn-north-1.amazonaws.com.cn"));
}

TEST(Partition, RegionFormDecidesAndUnknownFormsAreAws) {
  EXPECT_EQ(partition_of("us-isob-east-1").name, "aws-iso-b");
  EXPECT_EQ(partition_of("us-iso-east-1").name, "aws-iso");
  EXPECT_EQ(partition_of("eusc-de-east-1").name, "aws-eusc");
  EXPECT_EQ(partition_of("us-gov-west-1").name, "aws-us-gov");
  EXPECT_EQ(partition_of("us-gov-west").name, "aws");
  EXPECT_EQ(partition_of("cn-").name, "aws");
  EXPECT_EQ(partition_of("moon-1").name, "aws");
}

}  // namespace
}  // namespace cloudx::aws
