#include "features/connect/transfer_limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::connect {
namespace {

using testing::HasSubstr;

aws::Profile profile_of(std::string_view config) {
  const aws::Profiles profiles = aws::merge_profiles(aws::parse_config_file(config), {});
  return *profiles.find("dev");
}

TEST(TransferLimits, AreAutomaticAndNineHundredMessagesASecond) {
  const auto limits = find_transfer_limits({}, {});
  ASSERT_TRUE(limits.has_value());
  EXPECT_TRUE(limits->payload_is_automatic);
  EXPECT_TRUE(limits->payload.in_steps);
  EXPECT_EQ(limits->payload.largest, 32U << 10);
  EXPECT_EQ(limits->message_rate, 900);
}

TEST(TransferLimits, OptionComesBeforeTheProfile) {
  const aws::Profile profile =
      profile_of("[profile dev]\ncloudx_payload_size = 4096\ncloudx_message_rate = 200\n");
  ConnectRequest request;
  EXPECT_EQ(find_transfer_limits(request, profile)->payload.largest, 4096U);
  EXPECT_EQ(find_transfer_limits(request, profile)->message_rate, 200);
  request.payload_size = "65536";
  request.message_rate = "unlimited";
  const auto limits = find_transfer_limits(request, profile);
  EXPECT_EQ(limits->payload.largest, 65536U);
  EXPECT_TRUE(limits->payload.in_steps);
  EXPECT_FALSE(limits->payload_is_automatic);
  EXPECT_FALSE(limits->message_rate.has_value());
  request.payload_size = "auto";
  EXPECT_TRUE(find_transfer_limits(request, profile)->payload_is_automatic);
}

TEST(TransferLimits, WhatIsNoNumberInRangeIsRefusedWithItsPlace) {
  for (const char* text : {"", "0", "1023", "65537", "4k", "-1", " 4096", "99999999999999999999"}) {
    ConnectRequest request;
    request.payload_size = text;
    const auto limits = find_transfer_limits(request, {});
    ASSERT_FALSE(limits.has_value()) << text;
    EXPECT_EQ(limits.error().kind, Errc::usage);
    EXPECT_THAT(limits.error().message, HasSubstr("--payload-size"));
  }
  for (const char* text : {"0", "9", "fast", "1000001"}) {
    ConnectRequest request;
    request.message_rate = text;
    EXPECT_FALSE(find_transfer_limits(request, {}).has_value()) << text;
  }
  const auto limits =
      find_transfer_limits({}, profile_of("[profile dev]\ncloudx_message_rate = many\n"));
  ASSERT_FALSE(limits.has_value());
  EXPECT_EQ(limits.error().kind, Errc::configuration);
  EXPECT_THAT(limits.error().message, HasSubstr("cloudx_message_rate of profile dev"));
}

}  // namespace
}  // namespace cloudx::connect
