#include "os/file.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "os/file_facts.hpp"
#include "os/windows/open_file.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::os {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  test::TemporaryFolder temporary_;
  const fs::path& folder_ = temporary_.path();

  [[nodiscard]] auto count() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }
};

TEST_F(FileTest, BytesStayAsTheyAre) {
  const std::string bytes("one\r\ntwo\n\x1a\0three", 16);
  ASSERT_TRUE(write_file_atomically(folder_ / "f", bytes));
  EXPECT_EQ(*read_file(folder_ / "f"), bytes);
  EXPECT_EQ(fs::file_size(folder_ / "f"), bytes.size());
}

TEST_F(FileTest, NamesMayHaveAnyCharacters) {
  const fs::path file = folder_ / u8"Schlüssel 鍵" / u8"a b.txt";
  ASSERT_TRUE(make_private_folder(file.parent_path()));
  ASSERT_TRUE(write_file_atomically(file, "x"));
  EXPECT_EQ(*read_file(file), "x");
}

TEST_F(FileTest, SecretsAreForTheUserAlone) {
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "secret"));
  EXPECT_FALSE(look_at(folder_ / "f").open_to_others);
  ASSERT_TRUE(write_new_file(folder_ / "new", "secret"));
  EXPECT_FALSE(look_at(folder_ / "new").open_to_others);
  ASSERT_TRUE(make_private_folder(folder_ / "a/b"));
  EXPECT_FALSE(look_at(folder_ / "a").open_to_others);
  EXPECT_FALSE(look_at(folder_ / "a/b").open_to_others);
}

TEST_F(FileTest, FileThatMustBeNewReplacesNothing) {
  ASSERT_TRUE(write_new_file(folder_ / "f", "one"));
  const auto again = write_new_file(folder_ / "f", "two");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, Errc::usage);
  EXPECT_EQ(*read_file(folder_ / "f"), "one");
  EXPECT_EQ(count(), 1);
}

// What scans files opens new ones and shares them with nobody.
TEST_F(FileTest, WhoHasItOpenForAMomentIsWaitedFor) {
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "one"));
  Handle held(
      ::CreateFileW((folder_ / "f").c_str(), GENERIC_READ, 0, nullptr, OPEN_EXISTING, 0, nullptr));
  ASSERT_TRUE(held);
  std::jthread closing([&held] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    held = Handle();
  });
  EXPECT_TRUE(write_file_atomically(folder_ / "f", "two"));
  closing.join();
  EXPECT_EQ(*read_file(folder_ / "f"), "two");
  EXPECT_EQ(count(), 1);
}

TEST_F(FileTest, OneThatStaysInUseIsAnErrorAndNothingIsLeft) {
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "one"));
  const Handle held(::CreateFileW((folder_ / "f").c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                  OPEN_EXISTING, 0, nullptr));
  const auto written = write_file_atomically(folder_ / "f", "two");
  ASSERT_FALSE(written);
  EXPECT_TRUE(written.error().message.contains("cannot write")) << written.error().message;
  EXPECT_EQ(*read_file(folder_ / "f"), "one");
  EXPECT_EQ(count(), 1);
}

TEST_F(FileTest, ReadOnlyFilesStay) {
  ASSERT_TRUE(write_file_atomically(folder_ / "f", "one"));
  ASSERT_NE(::SetFileAttributesW((folder_ / "f").c_str(), FILE_ATTRIBUTE_READONLY), 0);
  EXPECT_FALSE(write_file_atomically(folder_ / "f", "two"));
  EXPECT_EQ(*read_file(folder_ / "f"), "one");
  ::SetFileAttributesW((folder_ / "f").c_str(), FILE_ATTRIBUTE_NORMAL);
}

}  // namespace
}  // namespace cloudx::os
