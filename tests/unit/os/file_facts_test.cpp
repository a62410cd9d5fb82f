#include "os/file_facts.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

FileFacts with_mode(const fs::path& file, unsigned mode) {
  fs::permissions(file, fs::perms(mode));
  return look_at(file);
}

TEST(FileFactsTest, WhatIsMissingIsOpenToNobody) {
  const test::TemporaryFolder folder;
  const FileFacts facts = look_at(folder.path() / "none");
  EXPECT_FALSE(facts.exists || facts.readable || facts.executable || facts.open_to_others);
}

TEST(FileFactsTest, OthersAreTheGroupAndAllTheRest) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("f", "");
  EXPECT_FALSE(with_mode(file, 0600).open_to_others);
  EXPECT_FALSE(with_mode(file, 0700).open_to_others);
  for (const unsigned mode : {0644U, 0640U, 0604U, 0601U}) {
    EXPECT_TRUE(with_mode(file, mode).open_to_others) << mode;
    EXPECT_FALSE(with_mode(file, mode).writable_by_others) << mode;
  }
  for (const unsigned mode : {0620U, 0602U}) {
    EXPECT_TRUE(with_mode(file, mode).writable_by_others) << mode;
  }
  EXPECT_EQ(with_mode(file, 0644).permissions, "mode 0644");
}

TEST(FileFactsTest, OwnerIsThisUserOrRootOrAnother) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(look_at(folder.path()).owned);
  EXPECT_TRUE(look_at("/").owned_by_root);
  EXPECT_FALSE(look_at(folder.path() / "none").owned_by_root);
}

TEST(FileFactsTest, FoldersAndLinksAreSeenAsWhatTheyAre) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("program", "");
  EXPECT_FALSE(with_mode(file, 0600).executable);
  EXPECT_TRUE(with_mode(file, 0700).executable);
  fs::create_symlink("program", folder.path() / "link");
  EXPECT_TRUE(look_at(folder.path() / "link").executable);
  const FileFacts itself = look_at(folder.path());
  EXPECT_TRUE(itself.exists && itself.is_directory && itself.readable && itself.owned);
  EXPECT_FALSE(itself.executable);
}

}  // namespace
}  // namespace cloudx::os
