#include "sshconfig/control_path.hpp"

#include <gtest/gtest.h>

#include "os/platform.hpp"

namespace cloudx::sshconfig {
namespace {

ControlPathTokens tokens(std::size_t home) {
  return {.home = "/" + std::string(home - 1, 'h'),
          .user = "ec2-user",
          .host = "i-0123456789abcdef0",
          .alias = "cloudx-dev-web"};
}

TEST(ControlPath, LimitLeavesRoomForTheTemporaryName) {
  // unix(7): 108 bytes; macOS, unix(4): 104.
  EXPECT_EQ(control_path_limit(), (os::kIsMac ? 104 : 108) - 18U);
}

TEST(ControlPath, TokensCountAsLongAsSshMakesThem) {
  const auto length = [](std::string_view path) { return expanded_length(path, tokens(10)); };
  EXPECT_EQ(length("~/.ssh/control/%r@%h:%p"), 10 + 14 + 8 + 1 + 19 + 1 + 2U);
  EXPECT_EQ(length("/c/%C"), 43U);
  EXPECT_EQ(length("%d/%n"), 10 + 1 + 14U);
  EXPECT_EQ(length("/a%%b%"), 5U);
  EXPECT_EQ(length("none"), 0U);
}

TEST(ControlPath, TheLongestHomesGetAShorterOneOrNone) {
  if (os::kIsMac) GTEST_SKIP() << "the lengths below are those of a socket of Linux";
  EXPECT_EQ(fitting_control_path(tokens(45)), "~/.ssh/control/%r@%h:%p");
  EXPECT_EQ(fitting_control_path(tokens(46)), "~/.ssh/%r@%h:%p");
  EXPECT_EQ(fitting_control_path(tokens(53)), "~/.ssh/%r@%h:%p");
  EXPECT_EQ(fitting_control_path(tokens(54)), "none");
}

}  // namespace
}  // namespace cloudx::sshconfig
