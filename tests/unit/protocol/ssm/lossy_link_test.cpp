// Channel and model agent joined by a link that loses, doubles and reorders frames and cuts the
// websocket, with seeded randomness and virtual time: every byte arrives once and in order.

#include <algorithm>
#include <queue>
#include <random>

#include <gtest/gtest.h>

#include "unit/protocol/ssm/model_agent.hpp"
#include "unit/protocol/ssm/peer.hpp"

namespace cloudx::ssm::test {
namespace {

using std::chrono::milliseconds;

std::string random_text(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::string text(size, '\0');
  for (auto& c : text) c = static_cast<char>(engine());
  return text;
}

struct LinkFaults {
  double drop = 0;
  double duplicate = 0;
  double reorder = 0;
  std::vector<int> cuts = {};    // milliseconds after the start; each is resumed 300 ms later
  std::vector<int> pauses = {};  // the agent is away for 200 ms; frames to it are lost
};

class Simulation {
 public:
  Simulation(std::uint64_t seed, LinkFaults faults)
      : faults_(std::move(faults)),
        random_(seed),
        session_(port_options(), seed),
        agent([this](Bytes frame) { travel(std::move(frame), false); }) {}

  // Runs until both directions are complete; false when that takes more than ten minutes.
  bool run(const std::string& up, const std::string& down) {
    agent.to_send = down;
    session_.channel.opened(Secret("t"), session_.now());
    agent.start(session_.now().at);
    std::size_t typed = 0;
    for (int ms = 0; ms < 600'000; ++ms) {
      faults_at(ms);
      deliver();
      const auto rest = as_bytes(up).subspan(typed);
      typed += cloudx::test::write_input(
          session_.channel, rest.first(std::min(rest.size(), bytes_per_ms)), session_.now());
      session_.channel.tick(session_.now());
      for (auto& sent : session_.sent()) {
        if (!sent.text) travel(std::move(sent.raw), true);
      }
      agent.pump(session_.now().at);
      if (ms % 100 == 0) agent.repeat(session_.now().at);
      received += session_.local();
      if (finished(up, down)) return true;
      session_.advance(milliseconds(1));
    }
    return false;
  }

  std::string received;
  std::size_t bytes_per_ms = 8192;  // of the local source
  LinkFaults faults_;

 private:
  struct InFlight {
    TimePoint at;
    std::uint64_t order = 0;
    bool to_agent = false;
    Bytes frame;
    bool operator<(const InFlight& other) const {
      return std::tie(other.at, other.order) < std::tie(at, order);
    }
  };

  bool finished(const std::string& up, const std::string& down) {
    return agent.received.size() == up.size() && received.size() == down.size() &&
           session_.channel.window().empty();
  }

  double chance() { return std::uniform_real_distribution<>(0, 1)(random_); }

  void travel(Bytes frame, bool to_agent) {
    if (cut_ || (to_agent && paused_) || chance() < faults_.drop) return;
    const int copies = chance() < faults_.duplicate ? 2 : 1;
    for (int i = 0; i < copies; ++i) {
      const int extra = chance() < faults_.reorder ? static_cast<int>(chance() * 40) : 0;
      flying_.push({session_.now().at + milliseconds(25 + extra), order_++, to_agent, frame});
    }
  }

  void deliver() {
    while (!flying_.empty() && flying_.top().at <= session_.now().at) {
      const InFlight next = flying_.top();
      flying_.pop();
      if (next.to_agent) {
        agent.receive(next.frame, session_.now().at);
      } else {
        session_.receive(next.frame);
      }
    }
  }

  void faults_at(int ms) {
    for (const int at : faults_.cuts) {
      if (ms == at) {
        cut_ = true;
        flying_ = {};
        session_.channel.lost(session_.now());
      } else if (ms == at + 300) {
        cut_ = false;
        session_.channel.opened(Secret("again"), session_.now());
      }
    }
    for (const int at : faults_.pauses) {
      if (ms == at) {
        paused_ = true;
        session_.receive(service_frame(MessageType::pause_publication));
      } else if (ms == at + 200) {
        paused_ = false;
        session_.receive(service_frame(MessageType::start_publication));
      }
    }
  }

  std::mt19937_64 random_;
  Session session_;
  std::priority_queue<InFlight> flying_;
  std::uint64_t order_ = 0;
  bool cut_ = false;
  bool paused_ = false;

 public:
  ModelAgent agent;
};

class LossyLink : public testing::TestWithParam<std::uint64_t> {
 protected:
  static void expect_equal_bytes(const LinkFaults& faults, std::uint64_t seed) {
    const std::string up = random_text(300'000, seed);
    const std::string down = random_text(300'000, seed + 1000);
    Simulation simulation(seed, faults);
    ASSERT_TRUE(simulation.run(up, down));
    EXPECT_TRUE(simulation.agent.received == up);
    EXPECT_TRUE(simulation.received == down);
  }
};

TEST_P(LossyLink, EveryByteArrivesOnceAndInOrder) {
  expect_equal_bytes({.drop = 0.05, .duplicate = 0.05, .reorder = 0.2}, GetParam());
}

TEST_P(LossyLink, HeavyLossOnlyTakesLonger) {
  expect_equal_bytes({.drop = 0.4, .duplicate = 0.2, .reorder = 0.5}, GetParam());
}

TEST_P(LossyLink, WebsocketCutsLoseAndDoubleNothing) {
  const int shift = static_cast<int>(GetParam()) * 17;
  expect_equal_bytes({.drop = 0.02, .cuts = {60 + shift, 600 + shift, 950 + shift, 1400 + shift}},
                     GetParam());
}

TEST_P(LossyLink, PausesLoseAndDoubleNothing) {
  const int shift = static_cast<int>(GetParam()) * 13;
  expect_equal_bytes({.pauses = {100 + shift, 350 + shift}}, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Seeds, LossyLink, testing::Range<std::uint64_t>(1, 13));

// An agent that leaves duplicates unanswered loses acknowledges only with the websocket. The source
// goes on for a while, so that later messages are acknowledged.
TEST(LossyLinkOldAgent, WindowDrainsAfterCutsThoughDuplicatesAreUnanswered) {
  for (int at = 80; at < 160; at += 8) {
    SCOPED_TRACE(at);
    const std::string up = random_text(600'000, 5);
    Simulation simulation(5, {.cuts = {at}});
    simulation.bytes_per_ms = 100;
    simulation.agent.answers_duplicates = false;
    simulation.agent.version = "3.1.90.0";
    ASSERT_TRUE(simulation.run(up, "banner"));
    EXPECT_TRUE(simulation.agent.received == up);
  }
}

TEST(LossyLinkOldAgent, FullWindowDrainsAfterItsAcknowledgesWereLost) {
  ChannelOptions options = port_options();
  options.window.messages = 4;
  Session session(options);
  std::string request(kPortRequest);
  session.open(request.replace(request.find("3.3.1142.0"), 10, "3.1.90.0"));
  session.type("first");
  session.receive(acknowledge_frame(session.sent_numbers().at(0)));
  session.type(std::string(4096, 'x'));
  const std::vector<std::int64_t> lost = session.sent_numbers();
  ASSERT_FALSE(session.channel.accepts_input());
  session.channel.lost(session.now());
  session.channel.opened(Secret("again"), session.now());
  for (int i = 0; i < 100 && !session.channel.window().empty(); ++i) {
    for (const std::int64_t number : session.sent_numbers()) {
      const bool duplicate = std::ranges::find(lost, number) != lost.end();
      if (!duplicate) session.receive(acknowledge_frame(number));
    }
    session.to_deadline();
  }
  EXPECT_TRUE(session.channel.window().empty());
  EXPECT_TRUE(session.channel.accepts_input());
}

// Cutting after each single frame in either direction of a short session.
TEST(ResumeAtEveryBoundary, LosesAndDoublesNothing) {
  for (int at = 1; at < 250; ++at) {
    SCOPED_TRACE(at);
    const std::string up = random_text(5000, 1);
    const std::string down = random_text(5000, 2);
    Simulation simulation(9, {.cuts = {at}});
    ASSERT_TRUE(simulation.run(up, down));
    EXPECT_TRUE(simulation.agent.received == up);
    EXPECT_TRUE(simulation.received == down);
  }
}

}  // namespace
}  // namespace cloudx::ssm::test
