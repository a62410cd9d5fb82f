#include "os/open_files.hpp"

#include <deque>
#include <sys/resource.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "os/descriptor.hpp"
#include "os/spare_files.hpp"

namespace cloudx::os {
namespace {

class OpenFilesTest : public testing::Test {
 protected:
  OpenFilesTest() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    set_limit(200);
  }
  ~OpenFilesTest() override { ::setrlimit(RLIMIT_NOFILE, &before_); }

  static rlim_t limit() {
    rlimit now{};
    ::getrlimit(RLIMIT_NOFILE, &now);
    return now.rlim_cur;
  }

  void set_limit(rlim_t to) const {
    const rlimit limit{.rlim_cur = to, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }

  rlimit before_{};
};

TEST_F(OpenFilesTest, AsManyAsWantedAreAllowed) {
  EXPECT_EQ(allow_open_files(300), 300U);
  EXPECT_EQ(limit(), 300U);
}

TEST_F(OpenFilesTest, MoreThatAreAllowedAlreadyStay) {
  EXPECT_EQ(allow_open_files(100), 200U);
  EXPECT_EQ(limit(), 200U);
}

TEST_F(OpenFilesTest, SpareOnesAreThoseAboveTheLowestThatIsFree) {
  EXPECT_TRUE(has_spare_files(16));
  EXPECT_FALSE(has_spare_files(200));
  std::deque<Descriptor> open;
  while (has_spare_files(16)) open.emplace_back(::dup(STDERR_FILENO));
  EXPECT_LE(open.back().get(), 200 - 16);
  EXPECT_GE(open.back().get(), 200 - 18);
  open.pop_front();
  EXPECT_TRUE(has_spare_files(16));
}

TEST_F(OpenFilesTest, NothingIsSpareWhereTheLimitIsReached) {
  set_limit(0);
  EXPECT_FALSE(has_spare_files(0));
}

TEST_F(OpenFilesTest, NoMoreThanTheSystemAllows) {
  if (before_.rlim_max == RLIM_INFINITY) GTEST_SKIP();
  EXPECT_EQ(allow_open_files(before_.rlim_max + 1), before_.rlim_max);
}

}  // namespace
}  // namespace cloudx::os
