#include "home/file_update.hpp"

#include <algorithm>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "os/file.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::home {
namespace {

namespace fs = std::filesystem;

class FileUpdateTest : public testing::Test {
 protected:
  static std::string text(const fs::path& file) { return os::read_file(file).value_or("missing"); }
  static mode_t mode(const fs::path& path) {
    struct stat info{};
    ::stat(path.c_str(), &info);
    return info.st_mode & 07777;
  }
  [[nodiscard]] fs::path backup_of(const fs::path& file) const {
    return state_ / "backup" / file.relative_path();
  }
  // No temporary file was left anywhere.
  [[nodiscard]] std::size_t entries(const fs::path& folder) const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }
  Result<std::vector<FileUpdate>> set_both(const BeforeStep& before_step = {}) {
    const std::vector<fs::path> files{one_, two_};
    return update_files(
        files, state_,
        [](std::vector<FileUpdate>& updates) -> Result<void> {
          for (FileUpdate& update : updates) update.after = "new\n";
          return {};
        },
        before_step);
  }

  test::TemporaryFolder temporary_;
  fs::path folder_ = temporary_.path();
  fs::path state_ = folder_ / "state";
  fs::path one_ = temporary_.write("a/one", "old one\n");
  fs::path two_ = temporary_.write("b/two", "old two\n");
};

TEST_F(FileUpdateTest, FilesAreChangedAndTheirPreviousContentIsKeptElsewhere) {
  ASSERT_EQ(::chmod(one_.c_str(), 0644), 0);
  const auto updates = set_both();
  ASSERT_TRUE(updates);
  EXPECT_EQ(text(one_), "new\n");
  EXPECT_EQ(text(two_), "new\n");
  EXPECT_EQ(mode(one_), 0644U);
  EXPECT_EQ(text(backup_of(one_)), "old one\n");
  EXPECT_EQ(mode(backup_of(one_)), 0600U);
  EXPECT_EQ(mode(state_), 0700U);
  EXPECT_EQ(entries(one_.parent_path()), 1U);
}

TEST_F(FileUpdateTest, NothingIsTouchedWhereNothingChanges) {
  ASSERT_TRUE(set_both());
  struct stat before{};
  ASSERT_EQ(::stat(one_.c_str(), &before), 0);
  ASSERT_TRUE(set_both());
  struct stat after{};
  ASSERT_EQ(::stat(one_.c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_EQ(text(backup_of(one_)), "old one\n");
}

TEST_F(FileUpdateTest, NewFileIsMadeWithItsFolder) {
  const std::vector<fs::path> files{folder_ / "new/folder/file"};
  ASSERT_TRUE(update_files(files, state_, [](std::vector<FileUpdate>& updates) -> Result<void> {
    EXPECT_FALSE(updates[0].before);
    updates[0].after = "x";
    return {};
  }));
  EXPECT_EQ(text(files[0]), "x");
  EXPECT_EQ(mode(files[0]), 0600U);
  EXPECT_EQ(mode(folder_ / "new"), 0700U);
}

TEST_F(FileUpdateTest, LinkStaysAndMayLeadToAFileThatIsYetToCome) {
  fs::create_symlink("../b/two", folder_ / "a/link");
  fs::create_symlink("../b/three", folder_ / "a/dangling");
  const std::vector<fs::path> files{folder_ / "a/link", folder_ / "a/dangling"};
  ASSERT_TRUE(update_files(files, state_, [](std::vector<FileUpdate>& updates) -> Result<void> {
    for (FileUpdate& update : updates) update.after += "more\n";
    return {};
  }));
  EXPECT_TRUE(fs::is_symlink(files[0]) && fs::is_symlink(files[1]));
  EXPECT_EQ(text(two_), "old two\nmore\n");
  EXPECT_EQ(text(folder_ / "b/three"), "more\n");
}

TEST_F(FileUpdateTest, RefusedChangeWritesNothing) {
  const std::vector<fs::path> files{one_};
  const auto refused =
      update_files(files, state_, [](std::vector<FileUpdate>& updates) -> Result<void> {
        updates[0].after = "x";
        return fail(Errc::configuration, "no");
      });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Errc::configuration);
  EXPECT_EQ(text(one_), "old one\n");
}

TEST_F(FileUpdateTest, FileThatCannotBeReadIsAnError) {
  const std::vector<fs::path> files{folder_ / "a"};
  EXPECT_FALSE(read_files(files));
}

// The second rename fails because its target has become a folder by then.
TEST_F(FileUpdateTest, FailedRenameGivesTheFilesBeforeItTheirOldContent) {
  int renames = 0;
  const auto failed = set_both([&](std::string_view step) {
    if (step != "rename" || ++renames != 2) return;
    fs::remove(two_);
    fs::create_directory(two_);
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(text(one_), "old one\n");
  EXPECT_EQ(entries(one_.parent_path()), 1U);
  EXPECT_EQ(entries(two_.parent_path()), 1U);
}

TEST_F(FileUpdateTest, RunKilledAtAnyStepLeavesWholeFiles) {
  int steps = 0;
  ASSERT_TRUE(set_both([&](std::string_view) { ++steps; }));
  ASSERT_EQ(steps, 6);
  for (int last = 1; last <= steps; ++last) {
    temporary_.write("a/one", "old one\n");
    temporary_.write("b/two", "old two\n");
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      int at = 0;
      (void)set_both([&](std::string_view) {
        if (++at == last) ::_exit(9);
      });
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 9);
    // Steps one to four make ready; the fifth is the first rename.
    EXPECT_EQ(text(one_), last <= 5 ? "old one\n" : "new\n");
    EXPECT_EQ(text(two_), "old two\n");
    // The next run gets the lock and completes.
    ASSERT_TRUE(set_both());
    EXPECT_EQ(text(two_), "new\n");
  }
}

TEST_F(FileUpdateTest, ParallelRunsLoseNothing) {
  constexpr int kRuns = 20;
  const std::vector<fs::path> files{one_};
  std::vector<std::jthread> runs;
  for (int i = 0; i < kRuns; ++i) {
    runs.emplace_back([&, i] {
      EXPECT_TRUE(
          update_files(files, state_, [i](std::vector<FileUpdate>& updates) -> Result<void> {
            updates[0].after += std::to_string(i) + ";";
            return {};
          }));
    });
  }
  runs.clear();
  const std::string found = text(one_);
  EXPECT_EQ(std::count(found.begin(), found.end(), ';'), kRuns);
}

TEST_F(FileUpdateTest, DiffNamesNewFilesAsSuch) {
  const std::vector<FileUpdate> updates{{one_, "a\n", "b\n"}, {two_, std::nullopt, "x\n"}};
  const std::string diff = diff_of(updates);
  EXPECT_NE(diff.find("--- " + one_.string() + "\n+++ " + one_.string() + "\n"), std::string::npos);
  EXPECT_NE(diff.find("--- /dev/null\n+++ " + two_.string() + "\n"), std::string::npos);
}

}  // namespace
}  // namespace cloudx::home
