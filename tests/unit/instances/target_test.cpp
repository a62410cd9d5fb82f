#include "instances/target.hpp"

#include <gtest/gtest.h>

namespace cloudx::instances {
namespace {

TEST(Target, InstancesAndHybridNodesAreTold) {
  const auto short_id = parse_target("i-0123abcd", "22");
  ASSERT_TRUE(short_id);
  EXPECT_EQ(short_id->kind, NodeKind::instance);
  EXPECT_EQ(short_id->port, 22);
  const auto hybrid = parse_target("mi-0123456789abcdef0", "2222");
  ASSERT_TRUE(hybrid);
  EXPECT_EQ(hybrid->kind, NodeKind::hybrid);
  EXPECT_EQ(hybrid->port, 2222);
}

TEST(Target, UpperCaseDigitsBecomeLowerCase) {
  EXPECT_EQ(parse_target("i-0123456789ABCDEF0", "22")->id, "i-0123456789abcdef0");
}

TEST(Target, AnythingElseIsWrongUsage) {
  for (const char* id : {"", "i-", "i-0123456789abcdef", "i-0123456789abcdef01", "mi-0123abcd",
                         "i-xyzxyzxy", "I-0123abcd", "i-0123abcd\n", " i-0123abcd", "myserver"}) {
    const auto target = parse_target(id, "22");
    ASSERT_FALSE(target) << id;
    EXPECT_EQ(target.error().kind, Errc::usage);
  }
}

TEST(Target, PortsOutsideTheRangeAreWrongUsage) {
  for (const char* port : {"", "0", "65536", "-1", "+22", "22 ", "0x16", "99999999999"}) {
    EXPECT_FALSE(parse_target("i-0123abcd", port)) << port;
  }
}

TEST(Target, MessageShowsNoControlCharacters) {
  EXPECT_FALSE(parse_target("\x1b[2J", "22").error().message.contains('\x1b'));
}

TEST(Target, MessageSaysThatMoreWasGiven) {
  const std::string message = parse_target(std::string(100, 'x'), "22").error().message;
  EXPECT_TRUE(message.starts_with('"' + std::string(60, 'x') + "...\"")) << message;
}

TEST(OsUser, UnixNamesOnly) {
  for (const char* good : {"ec2-user", "ubuntu", "_svc", "a.b@corp", "machine$"}) {
    EXPECT_TRUE(check_os_user(good)) << good;
  }
  for (const char* wrong : {"", "a b", "-a", "1a", "a;b", "abcdefghijklmnopqrstuvwxyz0123456"}) {
    EXPECT_FALSE(check_os_user(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace cloudx::instances
