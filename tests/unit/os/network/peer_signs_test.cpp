#include "os/network/peer_signs.hpp"

#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

using namespace std::chrono_literals;

class PeerSignsTest : public testing::Test {
 protected:
  // A look one second after the one before.
  std::chrono::milliseconds look(const TcpCounters& counters) {
    now_ += 1s;
    return signs_.silence(counters, now_);
  }

 private:
  PeerSigns signs_;
  PeerSigns::TimePoint now_;
};

TEST_F(PeerSignsTest, FirstLookKnowsOfNoSilence) {
  EXPECT_EQ(look({.received = 7, .sent = 900, .waiting = 100}), 0ms);
}

TEST_F(PeerSignsTest, SilenceGrowsWhileNothingComes) {
  look({.received = 7, .sent = 900, .waiting = 100});
  EXPECT_EQ(look({.received = 7, .sent = 900, .waiting = 100}), 1s);
  EXPECT_EQ(look({.received = 7, .sent = 900, .waiting = 5000}), 2s) << "more to send is no sign";
}

TEST_F(PeerSignsTest, SegmentEndsIt) {
  look({.received = 7, .sent = 900, .waiting = 100});
  look({.received = 7, .sent = 900, .waiting = 100});
  EXPECT_EQ(look({.received = 8, .sent = 900, .waiting = 100}), 0ms);
}

TEST_F(PeerSignsTest, AcknowledgementEndsIt) {
  look({.received = 7, .sent = 900, .waiting = 100});
  look({.received = 7, .sent = 900, .waiting = 100});
  EXPECT_EQ(look({.received = 7, .sent = 900, .waiting = 99}), 0ms);
}

// A buffer that is filled again at once is as full at each look.
TEST_F(PeerSignsTest, RoomToSendMoreEndsIt) {
  look({.received = 7, .sent = 900, .waiting = 100});
  EXPECT_EQ(look({.received = 7, .sent = 1000, .waiting = 100}), 0ms);
}

}  // namespace
}  // namespace cloudx::os
