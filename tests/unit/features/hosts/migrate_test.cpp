#include "features/hosts/migrate.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "os/file.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::hosts {
namespace {

namespace fs = std::filesystem;

class Migrate : public ::testing::Test {
 protected:
  Result<std::string> run(std::optional<std::string> target = {}) {
    const home::ProcessContext context{
        .program = "cloudx-proxy",
        .home = home_.path().string(),
        .environment = aws::Environment([](std::string_view) { return std::nullopt; }),
        .executable = "/x"};
    return run_migrate({std::move(target), false}, context);
  }

  void write_vscode() { home_.write(".ssh/vscode/config", "Host a\n"); }

  std::vector<std::string> everything() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(home_.path())) {
      found.push_back(entry.path().lexically_relative(home_.path()).string());
    }
    std::ranges::sort(found);
    return found;
  }

  void expect_refused_without_a_trace(std::optional<std::string> target = {}) {
    const auto before = everything();
    EXPECT_FALSE(run(std::move(target)));
    EXPECT_EQ(everything(), before);
  }

  test::TemporaryFolder home_;
};

TEST_F(Migrate, RefusedRunLeavesNothingBehind) {
  expect_refused_without_a_trace();
  home_.write(".ssh/cloudX/config", "");
  expect_refused_without_a_trace();
  write_vscode();
  expect_refused_without_a_trace();
}

TEST_F(Migrate, TargetThatCannotBeIsRefusedWithoutATrace) {
  write_vscode();
  home_.write("file", "");
  expect_refused_without_a_trace("~/.ssh/vscode");
  expect_refused_without_a_trace("~/.ssh/vscode/deeper/still");
  expect_refused_without_a_trace("~/file/below");
  expect_refused_without_a_trace("/proc/cloudx");
}

TEST_F(Migrate, ConfigThatCannotBeReadIsRefusedWithoutATrace) {
  write_vscode();
  fs::create_directories(home_.path() / ".ssh/config");
  expect_refused_without_a_trace();
}

TEST_F(Migrate, EditorsFindTheConfigAgain) {
  write_vscode();
  for (const char* folder : {"Code", "Code - Insiders", "VSCodium", "Cursor"}) {
    home_.write(fs::path(".config") / folder / "User/settings.json",
                R"({"remote.SSH.configFile": "~/.ssh/vscode/config"})");
  }
  ASSERT_TRUE(run());
  for (const char* folder : {"Code", "Code - Insiders", "VSCodium", "Cursor"}) {
    const auto settings =
        os::read_file(home_.path() / ".config" / folder / "User/settings.json").value_or("");
    EXPECT_EQ(settings, R"({"remote.SSH.configFile": "~/.ssh/cloudX/config"})");
  }
}

TEST_F(Migrate, SettingsThatCannotBeReadAreNamed) {
  write_vscode();
  home_.write(".config/Code/User/settings.json", R"({"remote.SSH.configFile": )");
  const auto told = run();
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->contains("Code/User/settings.json is not a JSON object")) << *told;
}

}  // namespace
}  // namespace cloudx::hosts
