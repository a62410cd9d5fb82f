#include "os/stop_signals.hpp"

#include <algorithm>
#include <csignal>

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

bool stops(int number) {
  return std::ranges::count(stop_signals(), number) == 1;
}

TEST(StopSignals, InterruptTerminateAndHangupAskToEnd) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) EXPECT_TRUE(stops(number)) << number;
  EXPECT_FALSE(stops(SIGPIPE));
  EXPECT_TRUE(is_hangup(SIGHUP));
  EXPECT_FALSE(is_hangup(SIGTERM));
}

TEST(StopSignals, WhatIsIgnoredStaysSo) {
  auto* const before = std::signal(SIGHUP, SIG_IGN);
  EXPECT_FALSE(stops(SIGHUP));
  EXPECT_TRUE(stops(SIGTERM));
  std::signal(SIGHUP, before);
}

}  // namespace
}  // namespace cloudx::os
