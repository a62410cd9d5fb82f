#include "aws/core/settings.hpp"

#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/platform.hpp"

namespace cloudx::aws {
namespace {

using ::testing::HasSubstr;

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() : home_(::testing::TempDir() + "/cloudx-settings-" + test_name()) {
    std::filesystem::remove_all(home_);
    std::filesystem::create_directories(home_ / ".aws");
    variables_[os::kIsWindows ? "USERPROFILE" : "HOME"] = home_.string();
  }
  ~SettingsTest() override { std::filesystem::remove_all(home_); }

  static std::string test_name() {
    return ::testing::UnitTest::GetInstance()->current_test_info()->name();
  }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(home_ / name) << text;
  }
  Result<Settings> load(const SettingsRequest& request = {}) {
    const Environment environment([this](std::string_view name) -> std::optional<std::string> {
      const auto found = variables_.find(std::string(name));
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    });
    return load_settings(environment, request);
  }

  std::filesystem::path home_;
  std::map<std::string, std::string> variables_;
};

TEST_F(SettingsTest, NothingConfiguredGivesDefaultsWithoutRegion) {
  const auto settings = load();
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->profile, "default");
  EXPECT_FALSE(settings->endpoints.region);
  EXPECT_EQ(settings->max_attempts, 5);
  EXPECT_TRUE(settings->endpoints.urls.empty());
}

TEST_F(SettingsTest, RegionSourcesHaveTheirOrder) {
  write(".aws/config", "[default]\nregion = eu-north-1 # north\n");
  EXPECT_EQ(load()->endpoints.region, "eu-north-1");
  EXPECT_EQ(load()->region_source, "profile default");
  variables_["AWS_DEFAULT_REGION"] = "eu-west-2";
  EXPECT_EQ(load()->endpoints.region, "eu-west-2");
  variables_["AWS_REGION"] = "eu-west-3";
  EXPECT_EQ(load()->endpoints.region, "eu-west-3");
  EXPECT_EQ(load({.profile = {}, .region = "us-east-1", .config_file = {}, .credentials_file = {}})
                ->endpoints.region,
            "us-east-1");
}

TEST_F(SettingsTest, RegionThatIsNoneIsRefusedWithItsSource) {
  variables_["AWS_REGION"] = "eu-west-1.evil.example";
  const auto settings = load();
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().message, HasSubstr("AWS_REGION"));
}

TEST_F(SettingsTest, ProfileComesFromArgumentThenAwsProfileThenAwsDefaultProfile) {
  write(".aws/credentials", "[a]\n[b]\n[c]\n");
  variables_["AWS_DEFAULT_PROFILE"] = "a";
  EXPECT_EQ(load()->profile, "a");
  variables_["AWS_PROFILE"] = "b";
  EXPECT_EQ(load()->profile, "b");
  EXPECT_FALSE(load()->profile_from_argument);
  SettingsRequest request;
  request.profile = "c";
  EXPECT_EQ(load(request)->profile, "c");
  EXPECT_TRUE(load(request)->profile_from_argument);
}

TEST_F(SettingsTest, MissingProfileNamesBothFiles) {
  variables_["AWS_PROFILE"] = "nope";
  const auto settings = load();
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().kind, Errc::not_found);
  EXPECT_THAT(settings.error().message, HasSubstr("nope"));
  EXPECT_THAT(settings.error().message, HasSubstr((home_ / ".aws" / "config").string()));
  EXPECT_THAT(settings.error().message, HasSubstr((home_ / ".aws" / "credentials").string()));
}

TEST_F(SettingsTest, FilePathsComeFromArgumentsElseExpandedVariables) {
  write("one", "[default]\nregion = eu-west-1\n");
  write("two", "[default]\nregion = eu-west-2\n");
  variables_["AWS_CONFIG_FILE"] = "~/one";
  EXPECT_EQ(load()->endpoints.region, "eu-west-1");
  variables_["FOLDER"] = home_.string();
  variables_["NAME"] = "two";
  variables_["AWS_CONFIG_FILE"] = "${FOLDER}/$NAME";
  EXPECT_EQ(load()->endpoints.region, "eu-west-2");
  variables_["AWS_CONFIG_FILE"] = "%FOLDER%/%NAME%";
  EXPECT_EQ(load()->endpoints.region.has_value(), os::kIsWindows);
  SettingsRequest request;
  request.config_file = home_ / "one";
  EXPECT_EQ(load(request)->endpoints.region, "eu-west-1");
}

TEST_F(SettingsTest, EnvironmentBeatsProfileForSwitchesAndNumbers) {
  write(".aws/config",
        "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true # yes\n"
        "max_attempts = 5\nca_bundle = ~/roots#1.pem\nmetadata_service_timeout = 4\n");
  auto settings = load();
  ASSERT_TRUE(settings);
  EXPECT_TRUE(settings->endpoints.fips);
  EXPECT_TRUE(settings->endpoints.dual_stack);
  EXPECT_EQ(settings->max_attempts, 5);
  EXPECT_EQ(settings->ca_bundle, (home_ / "roots#1.pem").string());
  EXPECT_EQ(settings->metadata.timeout, std::chrono::seconds(4));
  variables_["AWS_USE_FIPS_ENDPOINT"] = "false";
  variables_["AWS_MAX_ATTEMPTS"] = "1";
  settings = load();
  EXPECT_FALSE(settings->endpoints.fips);
  EXPECT_EQ(settings->max_attempts, 1);
}

TEST_F(SettingsTest, NumberThatIsNoneIsAConfigurationError) {
  for (const std::string text : {"0", "-1", "many", "3x", "99999999999"}) {
    variables_["AWS_MAX_ATTEMPTS"] = text;
    const auto settings = load();
    ASSERT_FALSE(settings) << text;
    EXPECT_THAT(settings.error().message, HasSubstr("AWS_MAX_ATTEMPTS"));
  }
}

TEST_F(SettingsTest, UnknownServicesSectionIsAnError) {
  write(".aws/config", "[default]\nservices = gone\n");
  const auto settings = load();
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().message, HasSubstr("gone"));
}

TEST_F(SettingsTest, EndpointUrlOfTheMessageGatewayHasItsOwnVariable) {
  variables_["AWS_ENDPOINT_URL_SSMMESSAGES"] = "https://127.0.0.1:9";
  const auto settings = load();
  EXPECT_EQ(settings->endpoints.urls.at("ssmmessages"), "https://127.0.0.1:9");
  EXPECT_FALSE(settings->endpoints.urls.contains("ssm"));
}

TEST_F(SettingsTest, WhatIsSetForAllServicesIsNotAboutTheMessageGateway) {
  variables_["AWS_ENDPOINT_URL"] = "https://127.0.0.1:4566";
  variables_["AWS_ENDPOINT_URL_SSM"] = "https://127.0.0.1:8";
  write(".aws/config", "[default]\nendpoint_url = https://127.0.0.1:7\n");
  const auto settings = load();
  EXPECT_FALSE(settings->endpoints.urls.contains("ssmmessages"));
  EXPECT_EQ(settings->endpoints.urls.at("ssm"), "https://127.0.0.1:8");
  EXPECT_EQ(settings->endpoints.urls.at("ec2"), "https://127.0.0.1:4566");
  EXPECT_TRUE(gateway_is_told_later(settings->endpoints));
  variables_.erase("AWS_ENDPOINT_URL");
  EXPECT_FALSE(load()->endpoints.urls.contains("ssmmessages"));
  EXPECT_EQ(load()->endpoints.urls.at("ec2"), "https://127.0.0.1:7");
}

TEST_F(SettingsTest, ServicesSectionMayNameTheMessageGateway) {
  variables_["AWS_ENDPOINT_URL"] = "https://127.0.0.1:4566";
  write(".aws/config",
        "[default]\nservices = s\n[services s]\nssmmessages =\n  endpoint_url = https://g:9\n");
  const auto settings = load();
  EXPECT_EQ(settings->endpoints.urls.at("ssmmessages"), "https://g:9");
  EXPECT_FALSE(gateway_is_told_later(settings->endpoints));
}

TEST_F(SettingsTest, FirstVersionOfTheMetadataServiceMayBeForbidden) {
  EXPECT_FALSE(load()->metadata.v1_disabled);
  write(".aws/config", "[default]\nec2_metadata_v1_disabled = True\n");
  EXPECT_TRUE(load()->metadata.v1_disabled);
  variables_["AWS_EC2_METADATA_V1_DISABLED"] = "false";
  EXPECT_FALSE(load()->metadata.v1_disabled);
}

TEST_F(SettingsTest, MetadataModeChoosesTheAddress) {
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] = "IPv6";
  EXPECT_EQ(load()->metadata.endpoint, "http://[fd00:ec2::254]");
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1338";
  EXPECT_EQ(load()->metadata.endpoint, "http://127.0.0.1:1338");
}

}  // namespace
}  // namespace cloudx::aws
