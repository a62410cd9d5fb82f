#include "sshconfig/control_path.hpp"

#include <sys/un.h>

#include <gtest/gtest.h>

namespace cloudx::sshconfig {
namespace {

ControlPathTokens tokens(std::size_t home) {
  return {.home = "/" + std::string(home - 1, 'h'),
          .user = "ec2-user",
          .host = "i-0123456789abcdef0",
          .alias = "cloudx-dev-web"};
}

TEST(ControlPath, LimitLeavesRoomForTheTemporaryName) {
  EXPECT_EQ(control_path_limit(), sizeof(sockaddr_un::sun_path) - 18);
}

TEST(ControlPath, TokensCountAsLongAsSshMakesThem) {
  const auto length = [](std::string_view path) { return expanded_length(path, tokens(10)); };
  EXPECT_EQ(length("~/.ssh/control/%r@%h:%p"), 10 + 14 + 8 + 1 + 19 + 1 + 2U);
  EXPECT_EQ(length("/c/%C"), 43U);
  EXPECT_EQ(length("%d/%n"), 10 + 1 + 14U);
  EXPECT_EQ(length("/a%%b%"), 5U);
  EXPECT_EQ(length("none"), 0U);
}

#ifdef __linux__
TEST(ControlPath, TheLongestHomesGetAShorterOneOrNone) {
  EXPECT_EQ(fitting_control_path(tokens(45)), "~/.ssh/control/%r@%h:%p");
  EXPECT_EQ(fitting_control_path(tokens(46)), "~/.ssh/%r@%h:%p");
  EXPECT_EQ(fitting_control_path(tokens(53)), "~/.ssh/%r@%h:%p");
  EXPECT_EQ(fitting_control_path(tokens(54)), "none");
}
#endif

}  // namespace
}  // namespace cloudx::sshconfig
