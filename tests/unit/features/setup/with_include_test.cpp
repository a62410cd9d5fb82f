#include <gtest/gtest.h>

#include "features/setup/ssh_plan.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::setup {
namespace {

class WithInclude : public ::testing::Test {
 protected:
  std::string included(const std::string& main) const {
    return with_include(main, own_, home_.path(), sshconfig::DiskFiles());
  }

  test::TemporaryFolder home_;
  std::filesystem::path own_ = home_.write(".ssh/vscode/config", "Host cloudx-dev-web\n");
  std::string line_ = "Include " + own_.string() + "\n";
};

TEST_F(WithInclude, LineThatIsInEffectStays) {
  for (const std::string& main : {line_ + "User me\n", std::string("Include vscode/config\n"),
                                  std::string("Include ~/.ssh/*/config\nUser me\n")}) {
    EXPECT_EQ(included(main), main);
  }
}

TEST_F(WithInclude, LineBelowASettingOfOursMoves) {
  EXPECT_EQ(included("User me\n" + line_), line_ + "User me\n");
}

TEST_F(WithInclude, LineThatReadsOtherFilesToStaysWhereItIs) {
  home_.write(".ssh/more", "Include vscode/config\nHost mine\n");
  for (const std::string line :
       {"Include ~/.ssh/*/config\n", "Include more\n", "Include vscode/config more\n"}) {
    const std::string after = included("User me\n" + line);
    EXPECT_TRUE(after.starts_with(line_)) << after;
    EXPECT_TRUE(after.ends_with("User me\n" + line)) << after;
  }
}

}  // namespace
}  // namespace cloudx::setup
