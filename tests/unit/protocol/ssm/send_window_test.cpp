#include "protocol/ssm/send_window.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::ssm {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

class SendWindowTest : public testing::Test {
 protected:
  std::int64_t push(std::size_t size = 1, PayloadType type = PayloadType::output) {
    Bytes frame = window.new_frame(size);
    frame[kFrameHeaderSize] = 'x';
    FrameHeader header;
    header.type = MessageType::input_stream_data;
    header.created_ms = 1;
    header.payload_type = type;
    return window.commit(header, std::move(frame));
  }
  std::int64_t push_and_write() {
    const auto number = push();
    written();
    return number;
  }
  void push_many(int count) {
    for (int i = 0; i < count; ++i) push();
  }
  // The numbers that are written now.
  std::vector<std::int64_t> written() {
    std::vector<std::int64_t> numbers;
    for (ByteView frame = window.next(now); !frame.empty(); frame = window.next(now)) {
      numbers.push_back(decode_frame(frame)->header.sequence);
    }
    return numbers;
  }
  void after(int ms) { now += milliseconds(ms); }
  void acknowledge(std::int64_t number) { window.acknowledge(number, now); }

  SendWindow window{WindowLimit{}};
  TimePoint now{std::chrono::seconds(100)};
};

TEST_F(SendWindowTest, NumbersAndWritesInOrder) {
  push_many(3);
  EXPECT_TRUE(window.ready(now));
  EXPECT_THAT(written(), ElementsAre(0, 1, 2));
  EXPECT_FALSE(window.ready(now));
}

TEST_F(SendWindowTest, FullByMessagesTakesNoMoreUntilOneIsAcknowledged) {
  window = SendWindow({.messages = 2, .bytes = 1000});
  push_many(2);
  EXPECT_FALSE(window.can_send());
  written();
  acknowledge(1);
  EXPECT_TRUE(window.can_send());
}

TEST_F(SendWindowTest, FullByBytesTakesNoMore) {
  window = SendWindow({.messages = 100, .bytes = 1000});
  push(999);
  EXPECT_TRUE(window.can_send());
  push(500);
  EXPECT_FALSE(window.can_send());
}

TEST_F(SendWindowTest, SpanStaysBelowThePeersReorderBuffer) {
  window = SendWindow({.messages = 100'000, .bytes = 1U << 30, .adaptive = false});
  std::int64_t count = 0;
  for (; window.can_send(); ++count) push();
  EXPECT_EQ(count, SendWindow::kMaxSpan);
  written();
  for (std::int64_t number = 1; number < count; ++number) acknowledge(number);
  EXPECT_EQ(window.unacknowledged(), 1U);
  EXPECT_FALSE(window.can_send());
  acknowledge(0);
  EXPECT_TRUE(window.can_send());
}

TEST_F(SendWindowTest, OnlyTheHeadIsRepeatedWhileNothingIsAcknowledged) {
  push_many(5);
  written();
  after(199);
  EXPECT_THAT(written(), IsEmpty());
  after(1);
  EXPECT_THAT(written(), ElementsAre(0));
}

TEST_F(SendWindowTest, RepeatsBackOffToOneSecond) {
  push();
  written();
  std::vector<int> waits;
  for (int i = 0; i < 6; ++i) {
    const TimePoint before = now;
    now = window.deadline().value();
    EXPECT_THAT(written(), ElementsAre(0));
    waits.push_back(static_cast<int>((now - before) / milliseconds(1)));
  }
  EXPECT_THAT(waits, ElementsAre(200, 400, 800, 1000, 1000, 1000));
}

TEST_F(SendWindowTest, RepeatedFrameHasTheSameBytes) {
  push();
  const ByteView first = window.next(now);
  const Bytes copy(first.begin(), first.end());
  after(200);
  const ByteView second = window.next(now);
  EXPECT_EQ(Bytes(second.begin(), second.end()), copy);
}

TEST_F(SendWindowTest, GapsAreRepeatedTogetherWhenLaterMessagesAreAcknowledged) {
  push_many(10);
  written();
  for (const int number : {1, 3, 5, 7, 9}) acknowledge(number);
  after(1000);
  EXPECT_THAT(written(), ElementsAre(0, 2, 4, 6, 8));
}

TEST_F(SendWindowTest, EachAcknowledgeEarnsOneRepeat) {
  push_many(10);
  written();
  acknowledge(9);
  after(1000);
  EXPECT_THAT(written(), ElementsAre(0, 1));  // the head by its own right, one for the acknowledge
}

TEST_F(SendWindowTest, UndueGapIsNotRepeatedByAnAcknowledgeAlone) {
  push_many(3);
  written();
  after(10);
  acknowledge(2);
  EXPECT_THAT(written(), IsEmpty());
}

// As a lost message is repeated at once, so is a lost repeat.
TEST_F(SendWindowTest, LostRepeatsAreRepeatedWithoutBackingOff) {
  push_many(2);
  written();
  acknowledge(1);
  after(205);
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(written(), ElementsAre(0));
    const auto later = push();
    written();
    after(50);
    acknowledge(later);
    after(static_cast<int>(window.round_trip().timeout().count()));
  }
}

TEST_F(SendWindowTest, AcknowledgesOfOthersRestartTheTimeOfAMessageNotOvertaken) {
  push_many(10);
  written();
  for (int number = 0; number < 9; ++number) {
    after(100);
    acknowledge(number);
    EXPECT_THAT(written(), IsEmpty());
  }
}

TEST_F(SendWindowTest, AcknowledgeOfAnEarlierCopyDoesNotMakeTheOthersLost) {
  push();
  written();
  after(50);
  acknowledge(0);  // round trip: 50 ms
  push_many(5);
  written();
  after(600);
  EXPECT_THAT(written(), ElementsAre(1));
  after(10);
  acknowledge(1);
  EXPECT_THAT(written(), IsEmpty());
}

TEST_F(SendWindowTest, RestartWritesNoMoreAtOnceThanTheInitialWindow) {
  push_many(10);
  written();
  for (int number = 0; number < 10; ++number) acknowledge(number);
  for (int i = 0; i < 200; ++i) push(1024);
  window.restart();
  EXPECT_EQ(written().size(), 15U);  // 16 KiB in frames of 1144 bytes
  EXPECT_FALSE(window.ready(now));
  after(50);
  acknowledge(10);
  EXPECT_TRUE(window.ready(now));
}

TEST_F(SendWindowTest, RoundTripIsNotSampledFromRepeatedMessages) {
  push();
  written();
  after(200);
  written();
  after(5);
  acknowledge(0);
  EXPECT_EQ(window.round_trip().rtt(), Millis(100));
  push();
  written();
  after(60);
  acknowledge(1);
  EXPECT_EQ(window.round_trip().rtt(), Millis(95));
}

TEST_F(SendWindowTest, LongRoundTripIsLearntAfterOneNeedlessRepeat) {
  for (int i = 0; i < 3; ++i) {
    const auto number = push();
    written();
    after(200);
    const auto repeated = written();
    EXPECT_EQ(repeated.size(), i == 0 ? 1U : 0U);
    after(100);
    acknowledge(number);
  }
  EXPECT_GT(window.round_trip().rtt(), Millis(100));
}

TEST_F(SendWindowTest, PauseLetsTheOldestPassOnceASecondAndRestartRepeatsAll) {
  push_many(3);
  written();
  acknowledge(1);
  window.pause();
  push();
  after(999);
  EXPECT_THAT(written(), IsEmpty());
  EXPECT_FALSE(window.ready(now));
  EXPECT_EQ(window.deadline(), now + milliseconds(1));
  for (int i = 0; i < 20; ++i) {
    after(1000);
    EXPECT_THAT(written(), ElementsAre(0));
  }
  EXPECT_TRUE(window.paused());
  window.restart();
  EXPECT_THAT(written(), ElementsAre(0, 2, 3));
  EXPECT_THAT(written(), IsEmpty());
}

// A pause may come late, when the agent is back already.
TEST_F(SendWindowTest, MessageThatIsTheOldestIsWrittenAtOnceInAPauseAndItsAcknowledgeEndsIt) {
  window.pause();
  push_many(2);
  EXPECT_TRUE(window.ready(now));
  EXPECT_THAT(written(), ElementsAre(0));
  after(50);
  acknowledge(0);
  EXPECT_FALSE(window.paused());
  EXPECT_THAT(written(), ElementsAre(1));
}

TEST_F(SendWindowTest, AcknowledgeOfWhatWasWrittenBeforeAPauseRepeatsNothing) {
  push_many(5);
  written();
  after(50);
  acknowledge(0);
  window.pause();
  after(10);
  acknowledge(1);
  EXPECT_TRUE(window.paused());
  EXPECT_THAT(written(), IsEmpty());
}

TEST_F(SendWindowTest, AcknowledgeOfARepeatInAPauseShowsThatTheRestIsLost) {
  push_many(4);
  written();
  window.pause();
  after(1000);
  EXPECT_THAT(written(), ElementsAre(0));
  after(50);
  acknowledge(0);
  EXPECT_FALSE(window.paused());
  EXPECT_THAT(written(), ElementsAre(1, 2, 3));
}

TEST_F(SendWindowTest, NoSampleFromMessagesThatCrossedARestart) {
  push();
  written();
  after(50'000);
  window.restart();
  written();
  acknowledge(0);
  EXPECT_EQ(window.round_trip().rtt(), Millis(100));
}

TEST_F(SendWindowTest, RestartInTheMiddleOfARestartLosesNothing) {
  push_many(4);
  written();
  window.restart();
  std::ignore = window.next(now);
  std::ignore = window.next(now);
  acknowledge(0);
  acknowledge(3);
  window.restart();
  EXPECT_THAT(written(), ElementsAre(1, 2));
}

TEST_F(SendWindowTest, UnknownFutureAndRepeatedAcknowledgesAreIgnored) {
  push_many(2);
  std::ignore = window.next(now);
  for (const std::int64_t number : {-1L, 1L, 2L, 1000L}) acknowledge(number);
  EXPECT_EQ(window.unacknowledged(), 2U);
  acknowledge(0);
  acknowledge(0);
  EXPECT_EQ(window.unacknowledged(), 1U);
}

TEST_F(SendWindowTest, GivesUpAfterThreeThousandRepeats) {
  push();
  written();
  for (int i = 0; i < 3000; ++i) {
    after(1000);
    ASSERT_THAT(written(), ElementsAre(0));
  }
  EXPECT_FALSE(window.exhausted());
  after(1000);
  EXPECT_THAT(written(), IsEmpty());
  EXPECT_TRUE(window.exhausted());
}

// Data message 0 is acknowledged, the acknowledge of 1 is lost with the websocket.
class OldAgentTest : public SendWindowTest {
 protected:
  void SetUp() override {
    push_many(2);
    written();
    acknowledge(0);
    window.restart();
    EXPECT_THAT(written(), ElementsAre(1));
  }
  // One more message is sent and acknowledged, then the head is due.
  void later_message() {
    const auto number = push();
    written();
    acknowledge(number);
    after(1000);
  }
};

TEST_F(OldAgentTest, UnansweredDuplicateCountsAsDeliveredAfterSeveralRepeats) {
  window.agent().set_legacy(true);
  for (int i = 0; i < 3; ++i) {
    later_message();
    EXPECT_THAT(written(), ElementsAre(1));
  }
  later_message();
  EXPECT_THAT(written(), IsEmpty());
  EXPECT_TRUE(window.empty());
}

TEST_F(OldAgentTest, ProofsOutliveARestart) {
  window.agent().set_legacy(true);
  for (int i = 0; i < 3; ++i) {
    later_message();
    EXPECT_THAT(written(), ElementsAre(1));
    window.restart();
    EXPECT_THAT(written(), ElementsAre(1));
  }
  later_message();
  EXPECT_THAT(written(), IsEmpty());
  EXPECT_TRUE(window.empty());
}

// They would never be acknowledged, and nothing could prove that they have arrived.
TEST_F(OldAgentTest, UnansweredMessagesDoNotFillTheWindow) {
  window.agent().set_legacy(true);
  while (window.can_send()) push(1024);
  written();
  window.restart();
  const auto carried = written();
  EXPECT_EQ(carried.size(), window.unacknowledged());
  EXPECT_TRUE(window.can_send());
  const auto later = push();
  EXPECT_THAT(written(), ElementsAre(later));
}

TEST_F(OldAgentTest, SilenceIsNoProofOfDelivery) {
  window.agent().set_legacy(true);
  for (int i = 0; i < 20; ++i) {
    after(1000);
    EXPECT_THAT(written(), ElementsAre(1));
  }
}

TEST_F(OldAgentTest, NewerAgentMustAnswer) {
  for (int i = 0; i < 20; ++i) {
    later_message();
    EXPECT_THAT(written(), ElementsAre(1));
  }
}

// Its acknowledge was lost on a connection that stands.
TEST_F(SendWindowTest, UnansweredDuplicateOfAnOldAgentNeedsNoRestartToCountAsDelivered) {
  window.agent().set_legacy(true);
  push_many(2);
  written();
  acknowledge(0);
  for (int i = 0; i < 3; ++i) {
    const auto number = push();
    written();
    acknowledge(number);
    after(1000);
    EXPECT_THAT(written(), ElementsAre(1));
  }
  acknowledge(push_and_write());
  after(1000);
  EXPECT_THAT(written(), IsEmpty());
  EXPECT_TRUE(window.empty());
}

// It stores and acknowledges what comes behind the data that it is not ready for.
TEST_F(SendWindowTest, FirstDataOfAnOldAgentMustBeAnsweredUntilItsTargetIsReady) {
  window.agent().set_legacy(true);
  push_many(2);
  written();
  acknowledge(1);
  for (int i = 0; i < 10; ++i) {
    acknowledge(push_and_write());
    after(1000);
    EXPECT_THAT(written(), ElementsAre(0));
  }
  window.agent().target_is_ready();
  for (int i = 0; i < 4; ++i) {
    acknowledge(push_and_write());
    after(1000);
    written();
  }
  EXPECT_TRUE(window.empty());
}

TEST_F(SendWindowTest, WindowFullOfMessagesThatAnOldAgentLeavesUnansweredTakesNewOnes) {
  window.agent().set_legacy(true);
  acknowledge(push_and_write());
  while (window.can_send()) push(1024);
  written();
  EXPECT_FALSE(window.needs_tail_probe(now));
  after(1000);
  EXPECT_THAT(written(), ElementsAre(1));
  after(1000);
  EXPECT_TRUE(window.needs_tail_probe(now));
}

TEST_F(SendWindowTest, SilentOldAgentIsAskedForABoundedNumberOfSigns) {
  window.agent().set_legacy(true);
  acknowledge(push_and_write());
  push_and_write();
  int asked = 0;
  for (int i = 0; i < 1000; ++i, after(1000)) {
    if (window.needs_tail_probe(now)) {
      push(1, PayloadType::size);
      ++asked;
    }
    written();
  }
  EXPECT_GT(asked, 64);
  EXPECT_LE(asked, 64 + 1000 / 60 + 1);
}

TEST_F(SendWindowTest, FirstDataIsRepeatedSoonAfterTheHandshakesRoundTrip) {
  push(1, PayloadType::handshake_response);
  written();
  after(30);
  acknowledge(0);
  push();
  written();
  after(39);
  EXPECT_THAT(written(), IsEmpty());
  after(1);
  EXPECT_THAT(written(), ElementsAre(1));
  after(10);
  acknowledge(1);
  push();
  written();
  after(80);
  EXPECT_THAT(written(), IsEmpty());
}

}  // namespace
}  // namespace cloudx::ssm
