#include "home/ssh_keys/key_pair.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "support/umask.hpp"

namespace cloudx::home {
namespace {

namespace fs = std::filesystem;

class KeyPairTest : public testing::Test {
 protected:
  [[nodiscard]] Locations locations() const {
    Locations made;
    made.directory = folder_.path() / "vscode";
    made.key_name = "vscode";
    made.public_key = made.directory / "vscode.pub";
    return made;
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(locations().directory)) {
      all.push_back(entry.path().filename());
    }
    std::ranges::sort(all);
    return all;
  }

  test::TemporaryFolder folder_;
};

TEST_F(KeyPairTest, MissingPairIsMade) {
  EXPECT_EQ(ensure_key_pair(locations()), KeyState::missing);
  EXPECT_EQ(names(), (std::vector<std::string>{"vscode", "vscode.pub"}));
  EXPECT_EQ(ensure_key_pair(locations()), KeyState::complete);
}

// ssh_config and keys of others are nobody's business: not even which there are.
TEST_F(KeyPairTest, FoldersOnTheWayAreForTheUserAloneWhateverTheUmask) {
  for (const mode_t mask : {0000U, 0022U, 0777U}) {
    const test::Umask umask(mask);
    const test::TemporaryFolder home;
    Locations inside = locations();
    inside.directory = home.path() / ".ssh" / "vscode";
    inside.public_key = inside.directory / "vscode.pub";
    ASSERT_TRUE(ensure_key_pair(inside));
    const auto mode = [](const fs::path& path) { return fs::status(path).permissions(); };
    EXPECT_EQ(mode(home.path() / ".ssh"), fs::perms::owner_all);
    EXPECT_EQ(mode(inside.directory), fs::perms::owner_all);
    EXPECT_EQ(mode(private_key(inside)), fs::perms(0600));
    EXPECT_EQ(mode(inside.public_key), fs::perms(0644));
  }
}

// The one moment of a run at which it can be killed with half a pair in place.
TEST_F(KeyPairTest, RunKilledBetweenTheHalvesIsMended) {
  ASSERT_TRUE(ensure_key_pair(locations()));
  const fs::path stage = locations().directory / ".cloudx-new-Abc123";
  fs::create_directory(stage);
  fs::rename(locations().public_key, stage / "vscode.pub");
  fs::last_write_time(stage, fs::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_EQ(ensure_key_pair(locations()), KeyState::private_only);
  EXPECT_EQ(names(), (std::vector<std::string>{"vscode", "vscode.pub"}));
}

// Another run may be making its key there.
TEST_F(KeyPairTest, FreshStageStays) {
  ASSERT_TRUE(ensure_key_pair(locations()));
  fs::create_directory(locations().directory / ".cloudx-new-Abc123");
  EXPECT_EQ(ensure_key_pair(locations()), KeyState::complete);
  EXPECT_EQ(names().size(), 3U);
}

}  // namespace
}  // namespace cloudx::home
