#include "os/stop_signals.hpp"

#include <algorithm>
#include <csignal>

#include <gtest/gtest.h>

#include "support/usual_signals.hpp"

namespace cloudx::os {
namespace {

class StopSignals : public testing::Test {
 protected:
  StopSignals() { test::use_usual_signals(); }
};

bool stops(int number) {
  return std::ranges::count(stop_signals(), number) == 1;
}

TEST_F(StopSignals, InterruptTerminateAndHangupAskToEnd) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) EXPECT_TRUE(stops(number)) << number;
  EXPECT_FALSE(stops(SIGPIPE));
  EXPECT_TRUE(is_hangup(SIGHUP));
  EXPECT_FALSE(is_hangup(SIGTERM));
}

TEST_F(StopSignals, WhatIsIgnoredStaysSo) {
  auto* const before = std::signal(SIGHUP, SIG_IGN);
  EXPECT_FALSE(stops(SIGHUP));
  EXPECT_TRUE(stops(SIGTERM));
  std::signal(SIGHUP, before);
}

}  // namespace
}  // namespace cloudx::os
