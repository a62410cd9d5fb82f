#include "os/root_trust.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

using Settings = std::vector<TrustSetting>;

TEST(RootTrust, NoSettingIsTrustInEverything) {
  EXPECT_EQ(trust_of(Settings{}), RootTrust::trusted);
}

TEST(RootTrust, SettingWithoutAResultTrusts) {
  EXPECT_EQ(trust_of(Settings{{}}), RootTrust::trusted);
}

TEST(RootTrust, TrustInSomethingElseSaysNothing) {
  EXPECT_EQ(trust_of(Settings{{.is_for_servers = false}}), RootTrust::unsaid);
  EXPECT_EQ(trust_of(Settings{{.is_for_servers = false, .result = 3}}), RootTrust::unsaid);
}

TEST(RootTrust, TrustForOneHostIsNoneForAll) {
  EXPECT_EQ(trust_of(Settings{{.is_limited = true}}), RootTrust::unsaid);
}

TEST(RootTrust, DenialCountsMoreThanTrust) {
  EXPECT_EQ(trust_of(Settings{{}, {.result = 3}}), RootTrust::denied);
  EXPECT_EQ(trust_of(Settings{{.is_limited = true, .result = 3}, {}}), RootTrust::denied);
}

TEST(RootTrust, UnspecifiedAndUnknownResultsTrustNothing) {
  for (const std::int32_t result : {0, 4, 5, -1}) {
    EXPECT_EQ(trust_of(Settings{{.result = result}}), RootTrust::unsaid) << result;
  }
  EXPECT_EQ(trust_of(Settings{{.result = 2}}), RootTrust::trusted);
}

}  // namespace
}  // namespace cloudx::os
