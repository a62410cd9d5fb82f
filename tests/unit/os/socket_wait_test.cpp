#include "os/socket_wait.hpp"

#include <array>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

using namespace std::chrono_literals;

class SocketWaitTest : public testing::Test {
 protected:
  SocketWaitTest() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
  ~SocketWaitTest() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  [[nodiscard]] int ours() const { return ends_[0]; }
  void say_something() const { EXPECT_EQ(::write(ends_[1], "x", 1), 1); }
  void say_goodbye() const { ::shutdown(ends_[1], SHUT_WR); }

  SocketWait waiting_;

 private:
  std::array<int, 2> ends_{};
};

TEST_F(SocketWaitTest, ASocketIsReadableOnceSomethingHasCome) {
  EXPECT_FALSE(is_readable(ours()));
  say_something();
  EXPECT_TRUE(is_readable(ours()));
  waiting_.wait(ours(), std::nullopt);
}

TEST_F(SocketWaitTest, TheEndOfTheOtherSideIsReadable) {
  say_goodbye();
  EXPECT_TRUE(is_readable(ours()));
  waiting_.wait(ours(), std::nullopt);
}

TEST_F(SocketWaitTest, TimePassesWithAndWithoutASocket) {
  waiting_.wait(ours(), 1ms);
  waiting_.wait(std::nullopt, 1ms);
  waiting_.wait(std::nullopt, 0ms);
  waiting_.wait(std::nullopt, -1h);
}

TEST_F(SocketWaitTest, WakingEndsAWaitOrTheNextOne) {
  waiting_.wake();
  waiting_.wait(ours(), std::nullopt);
  const std::jthread other([this] { waiting_.wake(); });
  waiting_.wait(std::nullopt, std::nullopt);
}

TEST_F(SocketWaitTest, WakingAnyNumberOfTimesNeverWaits) {
  for (int i = 0; i < 200'000; ++i) waiting_.wake();
  waiting_.wait(std::nullopt, std::nullopt);
  const auto before = std::chrono::steady_clock::now();
  waiting_.wait(std::nullopt, 5ms);  // all of them were for the first
  EXPECT_GE(std::chrono::steady_clock::now() - before, 5ms);
}

}  // namespace
}  // namespace cloudx::os
