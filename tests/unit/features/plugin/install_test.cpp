#include "features/plugin/install.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::plugin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class InstallTest : public testing::Test {
 protected:
  InstallTest() {
    context.executable = folder.path() / "cloudx-proxy";
    std::ofstream(context.executable) << "program";
    fs::permissions(context.executable, fs::perms::owner_all);
  }
  Result<Installed> run(bool replace = false) {
    return install({.folder = folder.path(), .replace = replace}, context);
  }

  test::TemporaryFolder folder;
  std::string path = folder.path().string();
  home::ProcessContext context{.program = "cloudx-proxy",
                               .home = "/home/nobody",
                               .environment = aws::Environment([this](std::string_view name) {
                                 return name == "PATH" ? std::optional(path) : std::nullopt;
                               }),
                               .executable = {}};
};

TEST_F(InstallTest, MakesALinkOnceAndSaysWhereItIsFound) {
  const auto first = run();
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(first->changed);
  EXPECT_TRUE(first->is_found());
  EXPECT_TRUE(fs::equivalent(folder.path() / "session-manager-plugin", context.executable));
  const auto second = run();
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->changed);
}

TEST_F(InstallTest, AnotherProgramIsReplacedOnlyWhenThatIsWanted) {
  std::ofstream(folder.path() / "session-manager-plugin") << "another";
  const auto refused = run();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Errc::usage);
  EXPECT_THAT(refused.error().message, HasSubstr("--replace"));
  EXPECT_FALSE(fs::is_symlink(folder.path() / "session-manager-plugin"));
  ASSERT_TRUE(run(true));
  EXPECT_TRUE(fs::equivalent(folder.path() / "session-manager-plugin", context.executable));
}

TEST_F(InstallTest, ALinkThatLeadsNowhereIsAnotherProgram) {
  fs::create_symlink("/nowhere", folder.path() / "session-manager-plugin");
  EXPECT_FALSE(run());
  EXPECT_TRUE(run(true));
}

TEST_F(InstallTest, OutsideOfThePathItIsSaid) {
  path = "/nowhere";
  const auto done = run();
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->is_found());
}

}  // namespace
}  // namespace cloudx::plugin
