#include "os/quiet_thread.hpp"

#include <csignal>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

bool is_blocked(int number) {
  sigset_t mask{};
  ::pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  return ::sigismember(&mask, number) == 1;
}

TEST(QuietThread, HasAllSignalsBlockedAndItsMakerHasNot) {
  bool in_thread = false;
  start_quiet_thread([&] { in_thread = is_blocked(SIGTERM) && is_blocked(SIGHUP); }).join();
  EXPECT_TRUE(in_thread);
  EXPECT_FALSE(is_blocked(SIGTERM));
}

}  // namespace
}  // namespace cloudx::os
