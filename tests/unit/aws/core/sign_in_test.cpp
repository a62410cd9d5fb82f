#include "aws/core/sign_in.hpp"

#include <gtest/gtest.h>

namespace cloudx::aws {
namespace {

std::string host(const std::string& region, bool fips = false, bool dual_stack = false) {
  EndpointOptions options;
  options.fips = fips;
  options.dual_stack = dual_stack;
  const auto endpoint = resolve_endpoint(kSignIn, options, region);
  return endpoint ? endpoint->url.host : endpoint.error().message;
}

TEST(SignInHost, EachPartitionHasADomainOfItsOwn) {
  EXPECT_EQ(host("eu-west-1"), "eu-west-1.signin.aws.amazon.com");
  EXPECT_EQ(host("cn-north-1"), "cn-north-1.signin.amazonaws.cn");
  EXPECT_EQ(host("us-gov-east-1"), "us-gov-east-1.signin.amazonaws-us-gov.com");
  EXPECT_EQ(host("eusc-de-east-1"), "eusc-de-east-1.signin.amazonaws-eusc.eu");
  EXPECT_EQ(host("us-iso-east-1"), "us-iso-east-1.signin.c2shome.ic.gov");
  EXPECT_EQ(host("us-isob-east-1"), "us-isob-east-1.signin.sc2shome.sgov.gov");
  EXPECT_EQ(host("us-isof-south-1"), "us-isof-south-1.signin.csphome.hci.ic.gov");
  EXPECT_EQ(host("eu-isoe-west-1"), "eu-isoe-west-1.signin.csphome.adc-e.uk");
}

TEST(SignInHost, FipsAndDualStackAreNamesOfTheirOwn) {
  EXPECT_EQ(host("us-east-1", true), "signin-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(host("us-gov-west-1", true), "signin-fips.amazonaws-us-gov.com");
  EXPECT_EQ(host("us-gov-east-1", true), "us-gov-east-1.signin-fips.amazonaws-us-gov.com");
  EXPECT_EQ(host("eu-west-1", false, true), "signin.eu-west-1.api.aws");
}

TEST(SignInHost, ConfiguredUrlTakesItsPlace) {
  EndpointOptions options;
  options.urls["signin"] = "https://localhost:8443";
  EXPECT_EQ(resolve_endpoint(kSignIn, options, "eu-west-1")->url.authority(), "localhost:8443");
}

}  // namespace
}  // namespace cloudx::aws
