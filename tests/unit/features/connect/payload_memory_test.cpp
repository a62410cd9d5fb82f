#include "features/connect/payload_memory.hpp"

#include <gtest/gtest.h>

#include "os/file.hpp"
#include "support/temporary_folder.hpp"

namespace cloudx::connect {
namespace {

class PayloadMemoryTest : public testing::Test {
 protected:
  ssm::PayloadChoice choice(std::string_view region = "eu-west-1",
                            std::string_view version = "3.3.1142.0") {
    return memory.choice(region, version, now);
  }
  void remember(std::size_t size, std::string_view version = "3.3.1142.0") {
    EXPECT_TRUE(memory.remember("eu-west-1", version, size, now).has_value());
  }
  std::string text() { return os::read_file(folder.path() / "state/payload-sizes").value_or(""); }

  test::TemporaryFolder folder;
  PayloadMemory memory{folder.path() / "state"};
  PayloadMemory::Time now{std::chrono::seconds(1'800'000'000)};
};

TEST_F(PayloadMemoryTest, UnknownAgentsAreAskedInSteps) {
  EXPECT_TRUE(choice().in_steps);
  EXPECT_EQ(choice().largest, 32U << 10);
}

// Messages are paced: only the first step shows that the path is fast enough for the largest.
TEST_F(PayloadMemoryTest, SizeThatGotThroughIsReachedInStepsAgain) {
  remember(32U << 10);
  EXPECT_TRUE(choice().in_steps);
  EXPECT_EQ(choice().largest, 32U << 10);
}

TEST_F(PayloadMemoryTest, WhatDidNotGetThroughIsLeftAloneForAWeek) {
  remember(1024);
  EXPECT_EQ(choice().largest, 1024U);
  EXPECT_EQ(choice("us-east-1").largest, 32U << 10);
  EXPECT_EQ(choice("eu-west-1", "3.2.0.0").largest, 32U << 10);
  remember(8192, "3.3.2.0");
  EXPECT_EQ(choice("eu-west-1", "3.3.2.0").largest, 8192U);
  now += std::chrono::days(8);
  EXPECT_TRUE(choice().in_steps);
}

TEST_F(PayloadMemoryTest, WhatIsKnownAlreadyIsNotWrittenAgain) {
  remember(8192);
  const std::string before = text();
  now += std::chrono::hours(1);
  remember(8192);
  EXPECT_EQ(text(), before);
  remember(32U << 10);
  EXPECT_NE(text(), before);
}

TEST_F(PayloadMemoryTest, DamagedFileCountsAsNothingKnown) {
  folder.write("state/payload-sizes",
               "eu-west-1 3.3.1142.0\n\x1b[2J 1 2 3\neu-west-1 3.3.1142.0 x 1\n\neu-west-1 "
               "3.3.1142.0 99999999999999999999999 5\n");
  EXPECT_TRUE(choice().in_steps);
  remember(8192);
  EXPECT_EQ(text(), "eu-west-1 3.3.1142.0 8192 1800000000\n");
}

TEST_F(PayloadMemoryTest, NothingButNumbersOfAnAgentGetsIntoTheFile) {
  remember(8192, "3.3\neu-west-1 1.0 1024 1");
  remember(8192, "");
  EXPECT_EQ(text(), "");
}

TEST_F(PayloadMemoryTest, FileStaysSmall) {
  for (int i = 0; i < 200; ++i) remember(8192, std::to_string(i));
  EXPECT_EQ(std::ranges::count(text(), '\n'), 64);
  EXPECT_EQ(choice("eu-west-1", "199").largest, 8192U);
}

}  // namespace
}  // namespace cloudx::connect
