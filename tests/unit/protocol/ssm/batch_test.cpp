// What the driver does in one go: reads into the window, collects frames, writes them together.

#include <gtest/gtest.h>

#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm::test {
namespace {

class BatchTest : public testing::Test {
 protected:
  BatchTest() : session(port_options()) { session.open(); }

  std::vector<OutgoingFrame> collect() {
    std::vector<OutgoingFrame> frames;
    OutgoingFrame frame;
    while (session.channel.next_frame(frame, session.now())) frames.push_back(frame);
    return frames;
  }
  // As if that text had been read from the local side.
  void fill(std::string_view text) {
    std::size_t filled = 0;
    for (const auto piece : session.channel.input_space()) {
      const auto part = text.substr(filled, piece.size());
      std::ranges::copy(part, piece.begin());
      filled += part.size();
    }
    ASSERT_EQ(filled, text.size());
    session.channel.commit_input(filled, session.now());
  }

  Session session;
};

TEST_F(BatchTest, LocalBytesArePackedIntoFullMessages) {
  fill(std::string(1024, 'a') + std::string(1024, 'b') + "c");
  const auto sent = session.sent_stream();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(sent[0].payload, std::string(1024, 'a'));
  EXPECT_EQ(sent[1].payload, std::string(1024, 'b'));
  EXPECT_EQ(sent[2].payload, "c");
}

TEST_F(BatchTest, SpaceIsNoLargerThanTheRoomInTheWindow) {
  ChannelOptions options = port_options();
  options.window = {.messages = 3, .bytes = 1U << 20};
  Session narrow(options);
  narrow.open();
  EXPECT_EQ(narrow.channel.input_space().size(), 3U);
  EXPECT_EQ(narrow.type("x"), 1U);
  EXPECT_EQ(narrow.channel.input_space().size(), 2U);
}

TEST_F(BatchTest, ReadThatIsPendingDoesNotMindWhatIsSentMeanwhile) {
  const auto space = session.channel.input_space();
  std::ranges::copy(std::string_view("typed"), space[0].begin());
  session.channel.terminate(session.now());  // the flag takes the next number
  EXPECT_EQ(as_text(space[0].first(5)), "typed");
}

TEST_F(BatchTest, FramesHoldUntilTheyAreWrittenEvenIfAcknowledgedBefore) {
  ASSERT_EQ(session.type(std::string(3000, 'a')), 3000U);
  const auto frames = collect();
  ASSERT_EQ(frames.size(), 3U);
  for (std::int64_t number = 1; number <= 3; ++number) session.receive(acknowledge_frame(number));
  ASSERT_TRUE(session.channel.window().empty());
  ASSERT_EQ(session.type(std::string(3000, 'b')), 3000U);  // must not take their place
  for (const auto& frame : frames) {
    const auto decoded = decode_frame(frame.bytes);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->payload.front(), 'a');
  }
  session.channel.frames_written();
  const auto next = session.sent_stream();
  ASSERT_EQ(next.size(), 3U);
  EXPECT_EQ(next[0].payload.front(), 'b');
}

TEST_F(BatchTest, AcknowledgesShareABatchWithData) {
  for (std::int64_t number = 2; number < 12; ++number) session.receive(output_frame(number, "out"));
  ASSERT_EQ(session.type("in"), 2U);
  EXPECT_EQ(collect().size(), 11U);
}

TEST_F(BatchTest, AcknowledgesOfALongBurstTakeSeveralBatchesAndNoneIsLost) {
  for (std::int64_t number = 2; number < 302; ++number) session.receive(output_frame(number, "x"));
  std::size_t total = 0;
  while (session.channel.has_frame(session.now())) {
    const auto frames = collect();
    ASSERT_FALSE(frames.empty());
    for (const auto& frame : frames) EXPECT_TRUE(decode_frame(frame.bytes).has_value());
    total += frames.size();
    session.channel.frames_written();
  }
  EXPECT_EQ(total, 300U);
}

}  // namespace
}  // namespace cloudx::ssm::test
