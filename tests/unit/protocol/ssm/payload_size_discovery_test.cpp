// Messages larger than the official client's: tried out, used, and done without where they are not
// acknowledged.

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/protocol/ssm/model_agent.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm::test {
namespace {

using std::chrono::milliseconds;
using testing::Each;
using testing::Le;

std::string numbered_text(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + " ";
  text.resize(size);
  return text;
}

ChannelOptions options_of(std::size_t payload_size) {
  ChannelOptions options = port_options();
  options.payload.largest = payload_size;
  options.window.adaptive = false;  // large enough for a probe at once
  return options;
}

// A channel and an agent, with a service between them that loses what is too large for it.
class Link {
 public:
  explicit Link(std::size_t payload_size)
      : session(options_of(payload_size)), agent([this](Bytes frame) { session.receive(frame); }) {}

  void handshake() {
    session.channel.opened(Secret("t"), session.now());
    agent.start(session.now().at);
    exchange();
  }

  // Up to ssh's first line, which shows that the target is there.
  void open() {
    handshake();
    session.type("SSH-2.0-test\r\n");
    exchange();
    agent.received.clear();
  }

  void exchange() {
    for (auto& sent : session.sent()) {
      if (sent.text) continue;
      if (sent.header.type == MessageType::input_stream_data) {
        sizes.push_back(sent.payload.size());
        types.insert(sent.header.payload_type);
      }
      if (sent.payload.size() > passes || broken) continue;
      agent.receive(sent.raw, session.now().at);
    }
  }

  // Until the agent has all of it.
  void send(std::string_view text) {
    std::size_t taken = 0;
    for (int ms = 0; ms < 20'000 && agent.received.size() < sent_before + text.size(); ++ms) {
      taken += session.type(text.substr(taken));
      exchange();
      session.advance(milliseconds(1));
      session.channel.tick(session.now());
    }
    sent_before += text.size();
  }

  Session session;
  ModelAgent agent;
  std::size_t passes = 1U << 20;  // payload bytes
  bool broken = false;
  std::vector<std::size_t> sizes;  // of the payloads written
  std::set<PayloadType> types;
  std::size_t sent_before = 0;
};

TEST(PayloadSizeDiscovery, OfficialSizeIsUsedWithoutAsking) {
  Link link(1024);
  link.open();
  const std::string text = numbered_text(100'000);
  link.send(text);
  EXPECT_EQ(link.agent.received, text);
  EXPECT_THAT(link.sizes, Each(Le(1024U)));
  EXPECT_FALSE(link.types.contains(PayloadType::size));
}

TEST(PayloadSizeDiscovery, LargeMessagesAreUsedOnceOneWasAcknowledged) {
  for (const std::size_t size : {1025U, 16U << 10, 64U << 10}) {
    Link link(size);
    link.open();
    const std::string text = numbered_text(1'000'000);
    link.send(text);
    EXPECT_EQ(link.agent.received, text);
    EXPECT_EQ(link.session.channel.payload_size(), size);
    EXPECT_EQ(std::ranges::max(link.sizes), size);
  }
}

TEST(PayloadSizeDiscovery, StepsAreTriedOneAfterTheOther) {
  Link link(32U << 10);
  link.session.channel.choose_payload({.largest = 32U << 10, .in_steps = true});
  link.open();
  const std::string text = numbered_text(100'000);
  std::string all;
  for (int i = 0; i < 4; ++i, all += text) link.send(text);
  EXPECT_EQ(link.agent.received, all);
  EXPECT_GT(std::ranges::count(link.sizes, 8192U), 1);
  EXPECT_EQ(link.session.channel.payload_learnt(), 32U << 10);
}

TEST(PayloadSizeDiscovery, StepThatGetsThroughStaysWhereTheNextDoesNot) {
  Link link(32U << 10);
  link.session.channel.choose_payload({.largest = 32U << 10, .in_steps = true});
  link.passes = 8192;
  link.open();
  const std::string text = numbered_text(100'000);
  std::string all;
  for (int i = 0; i < 4; ++i, all += text) link.send(text);
  EXPECT_EQ(link.agent.received, all);
  EXPECT_EQ(link.session.channel.payload_size(), 8192U);
  EXPECT_EQ(link.session.channel.payload_learnt(), 8192U);
}

TEST(PayloadSizeDiscovery, LossWithLargeMessagesOnTheirWayGoesBackToTheOfficialSize) {
  Link link(32U << 10);
  link.open();
  link.send(numbered_text(200'000));
  EXPECT_EQ(link.session.channel.payload_size(), 32U << 10);
  link.broken = true;
  ASSERT_GT(link.session.type(numbered_text(100'000)), 0U);
  link.exchange();
  link.session.channel.lost(link.session.now());
  link.broken = false;
  link.session.channel.opened(Secret("u"), link.session.now());
  EXPECT_EQ(link.session.channel.payload_size(), 1024U);
}

// An agent without its target would acknowledge the data behind a lost probe, and forget it.
TEST(PayloadSizeDiscovery, NothingIsAskedBeforeTheTargetHasTakenData) {
  Link link(64U << 10);
  link.handshake();
  ASSERT_EQ(link.session.type(numbered_text(20'000)), 20'000U);
  link.exchange();
  EXPECT_FALSE(link.types.contains(PayloadType::size));
  ASSERT_EQ(link.session.type(numbered_text(20'000)), 20'000U);
  link.exchange();
  EXPECT_TRUE(link.types.contains(PayloadType::size));
}

TEST(PayloadSizeDiscovery, WhatIsTypedAsksForNothing) {
  Link link(64U << 10);
  link.open();
  for (int i = 0; i < 100; ++i) link.send("ls -l some/folder\n");
  EXPECT_FALSE(link.types.contains(PayloadType::size));
}

TEST(PayloadSizeDiscovery, UnacknowledgedProbeBecomesAShortMessageAndNothingIsLost) {
  Link link(64U << 10);
  link.passes = 1024;
  link.open();
  const std::string text = numbered_text(1'000'000);
  link.send(text);
  EXPECT_EQ(link.agent.received, text);
  EXPECT_EQ(link.session.channel.payload_size(), 1024U);
  EXPECT_TRUE(link.session.channel.window().empty());
}

TEST(PayloadSizeDiscovery, ProbeIsTriedAgainLaterButNotForEver) {
  Link link(64U << 10);
  link.passes = 1024;
  link.open();
  for (int i = 0; i < 8; ++i) {
    link.send(numbered_text(20'000));
    link.session.advance(std::chrono::seconds(20));
  }
  // Each of three attempts writes the large message twice.
  EXPECT_EQ(std::ranges::count(link.sizes, std::size_t{64U << 10}), 6);
}

TEST(PayloadSizeDiscovery, ProbeThatMayHaveBrokenTheWebsocketIsWithdrawn) {
  Link link(64U << 10);
  link.open();
  link.broken = true;
  const std::string text = numbered_text(30'000);
  ASSERT_EQ(link.session.type(text), text.size());
  link.exchange();
  link.session.channel.lost(link.session.now());
  link.broken = false;
  link.sizes.clear();
  link.session.channel.opened(Secret("u"), link.session.now());
  link.exchange();
  EXPECT_EQ(link.agent.received, text);
  EXPECT_THAT(link.sizes, Each(Le(1024U)));
}

TEST(PayloadSizeDiscovery, AgentThatLeavesRepeatsUnansweredIsNotAsked) {
  Link link(64U << 10);
  link.agent.version = "3.1.0.0";
  link.agent.answers_duplicates = false;
  link.open();
  const std::string text = numbered_text(100'000);
  link.send(text);
  EXPECT_EQ(link.agent.received, text);
  EXPECT_FALSE(link.types.contains(PayloadType::size));
}

// The agent has the large probe, only its acknowledge is lost: the short one is a duplicate to it.
TEST(PayloadSizeDiscovery, ShortMessageInPlaceOfADeliveredProbeChangesNothing) {
  Link link(64U << 10);
  link.open();
  ASSERT_EQ(link.session.type(numbered_text(20'000)), 20'000U);
  for (auto& sent : link.session.sent_stream()) {
    ModelAgent& agent = link.agent;
    const bool probe = sent.header.payload_type == PayloadType::size;
    if (probe) link.session.channel.lost(link.session.now());  // takes the acknowledge with it
    agent.receive(sent.raw, link.session.now().at);
  }
  link.sent_before = 20'000;
  link.session.channel.opened(Secret("u"), link.session.now());
  link.exchange();
  link.send(numbered_text(5'000));
  EXPECT_EQ(link.agent.received, numbered_text(20'000) + numbered_text(5'000));
}

}  // namespace
}  // namespace cloudx::ssm::test
