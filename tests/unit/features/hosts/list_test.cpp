#include "features/hosts/list.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace cloudx::hosts {
namespace {

constexpr const char* kConfig =
    "Host cloudx-*\n  User u\nHost cloudX-Prod-*\n  ProxyCommand uvx cloudX-proxy connect %h %p\n"
    "Host cloudx-dev-web # t3.small\n  HostName i-1\nhost=cloudx-dev-DB\n\thostname=\"i-2\"\n"
    "Host cloudX-Prod-a\n  HostName i-3\nHost cloudx-lonely\nHost bastion\n";

TEST(List, HostsAreSortedByEnvironmentAndName) {
  const auto hosts = configured_hosts(kConfig);
  ASSERT_EQ(hosts.size(), 4U);
  EXPECT_EQ(hosts[0].host, "cloudx-lonely");
  EXPECT_EQ(hosts[1].host, "cloudx-dev-DB");
  EXPECT_EQ(hosts[2].host, "cloudx-dev-web");
  EXPECT_EQ(hosts[3].host, "cloudX-Prod-a");
  EXPECT_TRUE(hosts[3].proxy_command);
  EXPECT_FALSE(hosts[2].proxy_command);
}

TEST(List, EnvironmentIsComparedWithoutCase) {
  EXPECT_EQ(of_environment(configured_hosts(kConfig), "prod").size(), 1U);
  EXPECT_TRUE(of_environment(configured_hosts(kConfig), "de").empty());
}

TEST(List, JsonHasTheFiveFields) {
  EXPECT_EQ(boost::json::serialize(to_json(configured_hosts(kConfig)[2])),
            R"({"environment":"dev","host":"cloudx-dev-web","name":"web","instance_id":"i-1",)"
            R"("comment":"t3.small"})");
}

TEST(List, LinesAreAlignedAndFreeOfControlCharacters) {
  EXPECT_EQ(to_lines(configured_hosts("Host cloudx-a-x # \x1b[31m\nHost cloudx-b-long\n"), false),
            "Environment: a\n  x     cloudx-a-x     -  #  [31m\n\n"
            "Environment: b\n  long  cloudx-b-long  -\n");
}

}  // namespace
}  // namespace cloudx::hosts
