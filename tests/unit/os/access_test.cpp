#include "os/access.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

TEST(Access, WhatKeepsAFileFromBeingReadIsTold) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("key", "x");
  EXPECT_TRUE(check_readable(file).has_value());
  const auto missing = check_readable(folder.path() / "none");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, Errc::not_found);
  EXPECT_EQ(missing.error().message, "No such file or directory");
  const auto below_a_file = check_readable(file / "key");
  ASSERT_FALSE(below_a_file.has_value());
  EXPECT_EQ(below_a_file.error().kind, Errc::io);
  EXPECT_EQ(below_a_file.error().message, "Not a directory");
}

TEST(Access, ProgramIsAFileThatMayBeStarted) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("program", "#!/bin/sh\n");
  EXPECT_FALSE(is_executable(file));
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  EXPECT_TRUE(is_executable(file));
  EXPECT_FALSE(is_executable(folder.path()));
  EXPECT_FALSE(is_executable(folder.path() / "none"));
}

TEST(Access, EntriesAreChangedInFoldersThatAreThere) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(may_change_entries(folder.path()));
  EXPECT_FALSE(may_change_entries(folder.path() / "none"));
  EXPECT_FALSE(may_change_entries(folder.write("file", "x")));
}

TEST(Access, FileSystemsAreToldApartByTheEntryItself) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("file", "x");
  const auto link = folder.path() / "link";
  std::filesystem::create_symlink("/proc/self/status", link);
  EXPECT_FALSE(is_on_another_file_system(file, folder.path()));
  EXPECT_FALSE(is_on_another_file_system(link, folder.path()));
  EXPECT_TRUE(is_on_another_file_system("/proc/self/status", folder.path()));
  EXPECT_FALSE(is_on_another_file_system(folder.path() / "none", "/proc"));
}

}  // namespace
}  // namespace cloudx::os
