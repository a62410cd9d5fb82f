#include "home/home_path.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::home {
namespace {

std::string moved(std::string_view text, const char* to = "/h/.ssh/cloudX") {
  return moved_path(text, {"/h/.ssh/vscode", to, "/h"}).value_or("-");
}

TEST(HomePath, EveryFormOfTheHomeDirectoryIsExpanded) {
  for (const char* text : {"~/a/b", "$HOME/a/b", "${HOME}/a/b", "${env:HOME}/a/b",
                           "${userHome}/a/b", "%d/a/b", "~//a/b", "/h/a/b"}) {
    EXPECT_EQ(expand_home(text, "/h"), "/h/a/b") << text;
  }
  EXPECT_EQ(expand_home("~", "/h"), "/h");
  EXPECT_EQ(expand_home("~other/a", "/h"), "~other/a");
  EXPECT_EQ(expand_home("$HOMER/a", "/h"), "$HOMER/a");
  EXPECT_EQ(expand_home("a", "/h"), "a");
}

TEST(HomePath, MovedPathKeepsItsForm) {
  EXPECT_EQ(moved("~/.ssh/vscode/config"), "~/.ssh/cloudX/config");
  EXPECT_EQ(moved("$HOME/.ssh/vscode/config"), "$HOME/.ssh/cloudX/config");
  EXPECT_EQ(moved("${env:HOME}/.ssh/vscode/config"), "${env:HOME}/.ssh/cloudX/config");
  EXPECT_EQ(moved("%d/.ssh/vscode/key"), "%d/.ssh/cloudX/key");
  EXPECT_EQ(moved("/h/.ssh/vscode/config"), "/h/.ssh/cloudX/config");
  EXPECT_EQ(moved("~/.ssh/vscode"), "~/.ssh/cloudX");
}

TEST(HomePath, TargetOutsideOfTheHomeDirectoryIsAbsolute) {
  EXPECT_EQ(moved("~/.ssh/vscode/config", "/k/work"), "/k/work/config");
  EXPECT_EQ(moved("~/.ssh/vscode/config", "/h/k"), "~/k/config");
}

TEST(HomePath, PathsAreComparedAsPaths) {
  for (const char* text :
       {"/h/.ssh/vscode/config/", "/h/.ssh//vscode/config", "/h/.ssh/./vscode/config",
        "/h/x/../.ssh/vscode/config", "/h/.ssh/vscode/x/../config", "//h/.ssh/vscode/config"}) {
    EXPECT_EQ(moved(text), "/h/.ssh/cloudX/config") << text;
  }
  EXPECT_EQ(moved("~/.ssh/../.ssh/vscode/config"), "~/.ssh/cloudX/config");
  EXPECT_EQ(moved("~/.ssh/vscode/"), "~/.ssh/cloudX");
  for (const char* text : {"~/.ssh/vscode-x/config", "~/.ssh/vscode/../config", "vscode/config",
                           "/x/.ssh/vscode/config", "", "/"}) {
    EXPECT_EQ(moved(text), "-") << text;
  }
}

TEST(HomePath, LinkAboveTheFolderMakesNoDifference) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "real/.ssh");
  std::filesystem::create_directory_symlink(folder.path() / "real", folder.path() / "home");
  const std::string real = (folder.path() / "real/.ssh").string();
  const std::filesystem::path home = folder.path() / "home";
  const FolderMove move{home / ".ssh/vscode", home / ".ssh/cloudX", home};
  EXPECT_EQ(moved_path(real + "/vscode/config", move), (home / ".ssh/cloudX/config").string());
}

}  // namespace
}  // namespace cloudx::home
