#include "contract.hpp"

#include <atomic>
#include <limits>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>

namespace cloudx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Quotes of every database, a placeholder, line ends, and characters of all lengths.
const std::string kOdd = "it's; \"q\" `b` $1 ?1 %s \\ {,} -- /* \r\n\t Ünï €uro 𝄞 \x01";

Presence presence(std::string id, std::string role, std::int64_t seen, std::string peer = "::1") {
  return {.id = std::move(id),
          .role = std::move(role),
          .seen = at(seen),
          .peer = std::move(peer),
          .attached = false};
}

Event event(std::int64_t when, std::string what) {
  return {
      .number = 0, .at = at(when), .id = "home", .who = "v1", .peer = "", .what = std::move(what)};
}

std::vector<std::string> ids(const std::vector<RelayState>& states) {
  std::vector<std::string> found;
  for (const RelayState& state : states) found.push_back(state.id);
  return found;
}

std::vector<std::string> whats(const std::vector<Event>& events) {
  std::vector<std::string> found;
  for (const Event& event : events) found.push_back(event.what);
  return found;
}

// Each thread has a node of its own.
void on_nodes(Place& place, int threads, const std::function<void(Store&)>& work) {
  std::vector<std::shared_ptr<Store>> nodes;
  for (int i = 0; i < threads; ++i) nodes.push_back(place.node());
  std::vector<std::thread> running;
  for (const auto& node : nodes) running.emplace_back([&work, &node] { work(*node); });
  for (std::thread& thread : running) thread.join();
}

TEST_P(StoreContract, EndpointNeverHeardOfIsFresh) {
  RelayState fresh;
  fresh.id = "home";
  EXPECT_EQ(store_->find("home").value(), fresh);
  EXPECT_THAT(store_->all().value(), IsEmpty());
}

TEST_P(StoreContract, CheckIsGoodAgainAndAgain) {
  EXPECT_TRUE(store_->check());
  EXPECT_TRUE(store_->forget(at(1), at(1)));
  EXPECT_TRUE(store_->check());
}

TEST_P(StoreContract, EveryMemberOfAStateIsKept) {
  RelayState kept;
  kept.id = "home" + kOdd;
  const auto fill = [&](RelayState& state) {
    state.phase = RelayPhase::launching;
    state.client_token = "token" + kOdd;
    state.image_id = "image" + kOdd;
    state.attempt = std::numeric_limits<std::uint32_t>::max();
    state.instance_id = "instance" + kOdd;
    state.address = "address" + kOdd;
    state.host_key = "key" + kOdd;
    state.step = "step" + kOdd;
    state.error = "error" + kOdd;
    state.v1 = true;
    state.wanted_at = at(1'764'000'000'001);
    state.launched_at = at(-1);
    state.last_used = at(1'764'000'000'003);
    state.owner = "owner" + kOdd;
    state.lease_until = at(1'764'000'000'004);
    state.launcher = "launcher" + kOdd;
    return true;
  };
  fill(kept);
  kept.version = 1;
  EXPECT_EQ(store_->change(kept.id, fill).value(), kept);
  EXPECT_EQ(store_->find(kept.id).value(), kept);
  EXPECT_THAT(store_->all().value(), ElementsAre(kept));
  EXPECT_THAT(place_->node()->live().value(), ElementsAre(kept));
}

TEST_P(StoreContract, LongTextIsKept) {
  const std::string text(3U << 20, 'x');
  ASSERT_TRUE(store_->change("home", [&](RelayState& state) {
    state.error = text;
    return true;
  }));
  EXPECT_EQ(store_->find("home").value().error, text);
}

TEST_P(StoreContract, ChangeThatSaysFalseLeavesNoTrace) {
  const auto after = store_->change("home", [](RelayState& state) {
    state.step = "begun";
    return false;
  });
  EXPECT_EQ(after.value().step, "");
  EXPECT_THAT(store_->all().value(), IsEmpty());
}

TEST_P(StoreContract, ChangeThatThrowsIsUndoneAndHoldsNothingUp) {
  EXPECT_THROW((void)store_->change("home",
                                    [](RelayState& state) -> bool {
                                      state.step = "begun";
                                      throw std::runtime_error("a mistake");
                                    }),
               std::runtime_error);
  EXPECT_THAT(store_->all().value(), IsEmpty());
  EXPECT_EQ(store_->change("home", count_up).value().version, 1U);
}

TEST_P(StoreContract, QuietChangeIsKeptUnderTheSameVersion) {
  ASSERT_TRUE(store_->change("home", count_up));
  ASSERT_TRUE(store_->change("home", [](RelayState& state) {
    state.owner = "node";
    return true;
  }));
  const RelayState state = store_->find("home").value();
  EXPECT_EQ(state.owner, "node");
  EXPECT_EQ(state.version, 1U);
}

TEST_P(StoreContract, EndedRelayKeepsItsVersion) {
  const auto become = [](RelayPhase phase) {
    return [phase](RelayState& state) {
      state.phase = phase;
      return true;
    };
  };
  for (const char* id : {"b", "C", "a"}) {
    ASSERT_TRUE(store_->change(id, become(RelayPhase::running)));
  }
  ASSERT_TRUE(store_->change("b", become(RelayPhase::none)));
  EXPECT_THAT(ids(store_->live().value()), ElementsAre("C", "a"));
  EXPECT_THAT(ids(store_->all().value()), ElementsAre("C", "a", "b"));
  EXPECT_EQ(store_->change("b", become(RelayPhase::launching)).value().version, 3U);
}

TEST_P(StoreContract, ConcurrentChangesLoseNoUpdate) {
  constexpr std::uint32_t kThreads = 6;
  constexpr std::uint32_t kRounds = 25;
  on_nodes(*place_, kThreads, [](Store& node) {
    for (std::uint32_t i = 0; i < kRounds; ++i) {
      // In both orders, and each id is new to begin with.
      for (const char* id : {"a", "b", "a"}) ASSERT_TRUE(node.change(id, count_up));
    }
  });
  EXPECT_EQ(store_->find("a").value().attempt, 2 * kThreads * kRounds);
  EXPECT_EQ(store_->find("a").value().version, 2 * kThreads * kRounds);
  EXPECT_EQ(store_->find("b").value().attempt, kThreads * kRounds);
}

TEST_P(StoreContract, OneOfManyNodesClaimsAnEndpoint) {
  std::atomic<int> nodes = 0;
  std::atomic<int> winners = 0;
  on_nodes(*place_, 6, [&](Store& node) {
    const std::string me = "node " + std::to_string(++nodes);
    const auto after = node.change("home", [&](RelayState& state) {
      if (!state.owner.empty()) return false;
      state.owner = me;
      return true;
    });
    if (after.value().owner == me) ++winners;
  });
  EXPECT_EQ(winners, 1);
}

TEST_P(StoreContract, ToldChangesAreHeardAndQuietOnesAreNot) {
  Ear ear;
  const std::shared_ptr<Store> node = place_->node();
  place_->listen(*node, ear);
  ASSERT_TRUE(node->change("quiet", [](RelayState& state) {
    state.last_used = at(5);
    return true;
  }));
  ASSERT_TRUE(node->change("refused", [](RelayState&) { return false; }));
  ASSERT_TRUE(node->change("told" + kOdd, count_up));
  EXPECT_THAT(ear.wait_for("told" + kOdd), ElementsAre("told" + kOdd));
}

TEST_P(StoreContract, WhoIsToldMayAskTheStore) {
  std::mutex mutex;
  std::condition_variable seen;
  std::uint32_t attempt = 0;
  const std::shared_ptr<Store> node = place_->node();
  node->on_change([&](std::string_view) {
    const RelayState state = node->find("home").value();
    const std::scoped_lock lock(mutex);
    attempt = std::max(attempt, state.attempt);
    seen.notify_all();
  });
  ASSERT_TRUE(node->change("home", count_up));
  std::unique_lock lock(mutex);
  seen.wait(lock, [&] { return attempt == 1; });
}

TEST_P(StoreContract, NonceIsTakenOnceUntilItIsForgotten) {
  EXPECT_TRUE(store_->remember_nonce("n" + kOdd, at(100)).value());
  EXPECT_FALSE(store_->remember_nonce("n" + kOdd, at(900)).value());
  EXPECT_TRUE(store_->remember_nonce("n", at(100)).value());
  ASSERT_TRUE(store_->forget(at(100), at(0)));
  EXPECT_FALSE(place_->node()->remember_nonce("n", at(100)).value());
  ASSERT_TRUE(store_->forget(at(101), at(0)));
  EXPECT_TRUE(store_->remember_nonce("n", at(100)).value());
}

TEST_P(StoreContract, NonceIsTakenByOneOfManyNodes) {
  std::atomic<int> taken = 0;
  on_nodes(*place_, 6, [&](Store& node) {
    for (int i = 0; i < 20; ++i) {
      if (node.remember_nonce("nonce " + std::to_string(i), at(100)).value()) ++taken;
    }
  });
  EXPECT_EQ(taken, 20);
}

TEST_P(StoreContract, NewerPresenceReplacesOlder) {
  ASSERT_TRUE(store_->saw({}));
  ASSERT_TRUE(store_->saw(std::vector{presence("home", "forward", 10, "old"),
                                      presence("home", "connect", 20),
                                      presence("a" + kOdd, "forward", 30, kOdd)}));
  ASSERT_TRUE(store_->saw(std::vector{presence("home", "forward", 12, "new"),
                                      presence("home", "forward", 11, "between"),
                                      presence("home", "connect", 19, "stale")}));
  EXPECT_THAT(store_->presences().value(),
              ElementsAre(presence("a" + kOdd, "forward", 30, kOdd),
                          presence("home", "connect", 20), presence("home", "forward", 12, "new")));
}

TEST_P(StoreContract, LastOfPresencesOfTheSameTimeCounts) {
  Presence attached = presence("home", "forward", 10, "last");
  attached.attached = true;
  ASSERT_TRUE(store_->saw(std::vector{presence("home", "forward", 10, "first"), attached}));
  EXPECT_THAT(store_->presences().value(), ElementsAre(attached));
  ASSERT_TRUE(store_->saw(std::vector{presence("home", "forward", 10, "later")}));
  EXPECT_EQ(store_->presences().value().front().peer, "later");
}

TEST_P(StoreContract, ManyPresencesComeAtOnceFromSeveralNodes) {
  constexpr int kMany = 10'000;
  std::vector<Presence> forwards;
  for (int i = 0; i < kMany; ++i) {
    forwards.push_back(presence(std::to_string(100'000 + i), "forward", i));
  }
  const std::vector<Presence> backwards(forwards.rbegin(), forwards.rend());
  std::atomic<int> nodes = 0;
  on_nodes(*place_, 2, [&](Store& node) {
    const bool first = nodes++ == 0;
    for (int round = 0; round < 3; ++round) {
      const Result<void> written = node.saw(first ? forwards : backwards);
      ASSERT_TRUE(written) << written.error().message;
    }
  });
  EXPECT_EQ(store_->presences().value(), forwards);
}

TEST_P(StoreContract, EventsAreToldNewestFirst) {
  for (const char* what : {"launch", "running", "terminate"}) {
    ASSERT_TRUE(store_->record(event(10, what)));
  }
  EXPECT_THAT(whats(store_->events(2).value()), ElementsAre("terminate", "running"));
  EXPECT_THAT(store_->events(0).value(), IsEmpty());
  EXPECT_EQ(store_->events(std::numeric_limits<std::size_t>::max()).value().size(), 3U);
}

TEST_P(StoreContract, EveryMemberOfAnEventIsKept) {
  Event odd{.number = 0,
            .at = at(1'764'000'000'001),
            .id = "id" + kOdd,
            .who = "who" + kOdd,
            .peer = "peer" + kOdd,
            .what = "what" + kOdd};
  ASSERT_TRUE(store_->record(odd));
  const std::vector<Event> events = store_->events(1).value();
  ASSERT_EQ(events.size(), 1U);
  odd.number = events.front().number;
  EXPECT_EQ(events.front(), odd);
}

TEST_P(StoreContract, ForgottenEventsDoNotGiveTheirNumbersBack) {
  for (const int when : {10, 11, 12}) {
    ASSERT_TRUE(store_->record(event(when, std::to_string(when))));
  }
  const std::uint64_t last = store_->events(1).value().front().number;
  ASSERT_TRUE(store_->forget(at(0), at(12)));
  EXPECT_THAT(whats(store_->events(9).value()), ElementsAre("12"));
  ASSERT_TRUE(store_->forget(at(0), at(13)));
  EXPECT_THAT(store_->events(9).value(), IsEmpty());
  ASSERT_TRUE(store_->record(event(14, "14")));
  EXPECT_GT(store_->events(1).value().front().number, last);
}

}  // namespace
}  // namespace cloudx::store
