#include "os/program_path.hpp"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "support/kept_variable.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

class ProgramPath : public testing::Test {
 protected:
  ~ProgramPath() override { fs::current_path(working_before_); }
  fs::path program(const std::string& name) const {
    const auto file = folder.write(name, "#!/bin/sh\n");
    fs::permissions(file, fs::perms::owner_all);
    return file;
  }
  [[nodiscard]] std::string in(const char* name) const { return (folder.path() / name).string(); }

  const test::TemporaryFolder folder;

 private:
  test::KeptVariable path_{"PATH"};
  fs::path working_before_ = fs::current_path();
};

TEST_F(ProgramPath, FirstFolderThatHasAProgramOfTheNameCounts) {
  folder.write("a/tool", "no program");
  fs::create_directories(folder.path() / "b/tool");
  const auto third = program("c/tool");
  program("d/tool");
  EXPECT_EQ(find_program(
                "tool", in("none") + ":" + in("a") + ":" + in("b") + ":" + in("c") + ":" + in("d")),
            third);
  EXPECT_FALSE(find_program("tool", in("a") + ":" + in("b")));
  EXPECT_FALSE(find_program("tool", ""));
}

TEST_F(ProgramPath, FolderThatIsNotAbsoluteDoesNotCount) {
  const auto file = program("a/tool");
  fs::current_path(folder.path() / "a");
  for (const char* const here : {".", "", "../a"}) {
    EXPECT_FALSE(find_program("tool", here)) << here;
    EXPECT_EQ(find_program("tool", std::string(here) + ":" + in("a")), file) << here;
  }
}

TEST_F(ProgramPath, OwnProgramKeepsTheLinkByWhichItWasCalled) {
  const auto file = program("versions/2/tool");
  fs::create_directories(folder.path() / "bin");
  const auto link = folder.path() / "bin/tool";
  fs::create_symlink(file, link);
  ::setenv("PATH", in("bin").c_str(), 1);
  EXPECT_EQ(own_program("tool"), link);
  fs::current_path(folder.path());
  EXPECT_EQ(own_program("bin/tool"), fs::current_path() / "bin/tool");
  EXPECT_EQ(own_program("./bin//tool").string(), (fs::current_path() / "bin/tool").string());
  EXPECT_EQ(own_program("bin/../bin/tool").string(), fs::current_path() / "bin/../bin/tool");
}

TEST_F(ProgramPath, OwnProgramThatTheNameDoesNotFindIsTheOneThatRuns) {
  ::setenv("PATH", in("none").c_str(), 1);
  EXPECT_EQ(own_program("tool").filename(), "os-test");
  program("here/tool");
  fs::current_path(folder.path());
  ::setenv("PATH", "here", 1);
  EXPECT_EQ(own_program("tool").filename(), "os-test");
}

}  // namespace
}  // namespace cloudx::os
