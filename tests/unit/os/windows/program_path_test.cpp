#include "os/program_path.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

TEST(ProgramPath, OnlyProgramsAreFoundByTheirNames) {
  const test::TemporaryFolder folder;
  const auto program = folder.write("a b/tool.exe", "");
  folder.write("c/tool.exe", "");
  folder.write("scripts/other.cmd", "");
  folder.write("scripts/other.bat", "");
  const auto in = [&folder](const char* name) { return (folder.path() / name).string(); };
  const std::string path = in("none") + ";" + in("scripts") + ";" + in("a b") + ";" + in("c");
  EXPECT_EQ(find_program("tool", path), program);
  EXPECT_EQ(find_program("tool.exe", path), program);
  EXPECT_EQ(find_program("other", path), std::nullopt);
  EXPECT_EQ(find_program("tool", ""), std::nullopt);
}

TEST(ProgramPath, FolderThatIsNotAbsoluteDoesNotCount) {
  const test::TemporaryFolder folder;
  folder.write("tool.exe", "");
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  for (const char* const here : {".", "", "..", "\\", "C:"}) {
    EXPECT_EQ(find_program("tool", here), std::nullopt) << here;
  }
  fs::current_path(before);
}

TEST(ProgramPath, OwnProgramIsTheOneThatRuns) {
  EXPECT_EQ(own_program("anything").filename(), "os-test.exe");
  EXPECT_TRUE(own_program("anything").is_absolute());
}

}  // namespace
}  // namespace cloudx::os
