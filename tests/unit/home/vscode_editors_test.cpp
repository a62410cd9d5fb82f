#include "home/vscode_editors.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::home {
namespace {

ProcessContext surroundings_of(const std::filesystem::path& home, const std::string& config_home,
                               const std::string& path) {
  return {.program = "cloudx-proxy",
          .home = home.string(),
          .environment = aws::Environment([=](std::string_view name) -> std::optional<std::string> {
            if (name == "XDG_CONFIG_HOME" && !config_home.empty()) return config_home;
            if (name == "PATH") return path;
            return std::nullopt;
          }),
          .executable = "/x"};
}

std::vector<std::string> installed(const ProcessContext& context) {
  std::vector<std::string> names;
  for (const VscodeEditor& editor : vscode_editors(context)) {
    if (editor.installed) names.push_back(editor.name);
  }
  return names;
}

TEST(VscodeEditors, AreKnownByTheFolderOfTheirSettings) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(installed(surroundings_of(folder.path(), "", "")).empty());
  std::filesystem::create_directories(folder.path() / ".config/Code - Insiders");
  std::filesystem::create_directories(folder.path() / ".config/Cursor/User");
  const auto context = surroundings_of(folder.path(), "", "");
  EXPECT_EQ(installed(context), (std::vector<std::string>{"VS Code Insiders", "Cursor"}));
  EXPECT_EQ(vscode_editors(context).front().settings,
            folder.path() / ".config/Code/User/settings.json");
}

TEST(VscodeEditors, ConfigHomeMayBeElsewhere) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "x/VSCodium");
  const std::string elsewhere = (folder.path() / "x").string();
  EXPECT_EQ(installed(surroundings_of("/nowhere", elsewhere, "")),
            std::vector<std::string>{"VSCodium"});
}

TEST(VscodeEditors, AreKnownByTheirProgram) {
  const test::TemporaryFolder folder;
  const auto program = folder.write("bin/codium", "#!/bin/sh\n");
  const std::string path = "/usr/nowhere:" + (folder.path() / "bin").string();
  EXPECT_TRUE(installed(surroundings_of(folder.path(), "", path)).empty());
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  EXPECT_EQ(installed(surroundings_of(folder.path(), "", path)),
            std::vector<std::string>{"VSCodium"});
}

}  // namespace
}  // namespace cloudx::home
