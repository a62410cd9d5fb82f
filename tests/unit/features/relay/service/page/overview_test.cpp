#include "features/relay/service/page/overview.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/relay/reconcile/relay_rules.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;
using store::Presence;
using store::RelayState;
using store::Time;

class OverviewTest : public testing::Test {
 protected:
  RelayState& add_relay(std::string id, RelayPhase phase) {
    RelayState relay;
    relay.id = std::move(id);
    relay.phase = phase;
    relay.version = 1;
    return overview_.relays.emplace_back(relay);
  }
  void add_presence(std::string id, std::string role, Time seen) {
    overview_.presences.push_back({std::move(id), std::move(role), seen, "203.0.113.7", false});
  }
  [[nodiscard]] boost::json::value json() const {
    return boost::json::parse(to_json(overview_, {"node-1", "1.2.3"}, config_));
  }
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    const auto all = json();
    for (const auto& endpoint : all.at("endpoints").as_array()) {
      ids.emplace_back(endpoint.at("id").as_string());
    }
    return ids;
  }
  // What the mark is after `change`; the overview stays as it was.
  template <class Change>
  [[nodiscard]] std::string mark_after(Change change) const {
    Overview changed = overview_;
    change(changed);
    return mark_of(changed);
  }

  ServiceConfig config_;
  Overview overview_{Time(1'790'000'000s), {}, {}, {}};
};

TEST_F(OverviewTest, RelayIsShownWithItsFactsAndCost) {
  RelayState& relay = add_relay("my-mac", RelayPhase::running);
  relay.instance_id = "i-1";
  relay.address = "192.0.2.1";
  relay.launched_at = overview_.now - 2h;
  relay.last_used = overview_.now - 3min;
  config_.hourly_price = 0.25;
  config_.address_hourly_price = 0.125;
  config_.disk_hourly_price = 0.125;
  const auto all = json();
  const auto& shown = all.at("endpoints").at(0);
  EXPECT_EQ(shown.at("phase"), "running");
  EXPECT_EQ(shown.at("relay").at("instance_id"), "i-1");
  EXPECT_EQ(shown.at("relay").at("address"), "192.0.2.1");
  EXPECT_EQ(shown.at("relay").at("launched_at"), 1'790'000'000 - 7200);
  EXPECT_EQ(shown.at("relay").at("idle_since"), 1'790'000'000 - 180);
  EXPECT_DOUBLE_EQ(shown.at("relay").at("cost").as_double(), 1.0);
  EXPECT_EQ(all.at("node"), "node-1");
  EXPECT_EQ(all.at("version"), "1.2.3");
}

TEST_F(OverviewTest, LaunchThatHasNoInstanceYetCostsNothing) {
  add_relay("my-mac", RelayPhase::launching);
  EXPECT_EQ(json().at("endpoints").at(0).at("relay").at("cost").as_double(), 0);
}

TEST_F(OverviewTest, EndedRelayLeavesItsErrorOnly) {
  add_relay("my-mac", RelayPhase::none).error = "no capacity";
  const auto all = json();
  EXPECT_EQ(all.at("endpoints").at(0).at("error"), "no capacity");
  EXPECT_TRUE(all.at("endpoints").at(0).at("relay").is_null());
}

TEST_F(OverviewTest, RolesAreToldApart) {
  add_presence("my-mac", "forward", overview_.now - 5s);
  const auto all = json();
  EXPECT_EQ(all.at("endpoints").at(0).at("forward").at("seen"), 1'790'000'000 - 5);
  EXPECT_TRUE(all.at("endpoints").at(0).at("connect").is_null());
}

TEST_F(OverviewTest, LiveRelaysComeFirstThenNames) {
  add_relay("b", RelayPhase::running);
  add_relay("d", RelayPhase::none);
  add_presence("a", "forward", overview_.now);
  add_relay("c", RelayPhase::ending);
  EXPECT_EQ(ids(), (std::vector<std::string>{"b", "c", "a", "d"}));
}

TEST_F(OverviewTest, OfTooManyEndpointsTheLiveAndTheLatestAreShown) {
  for (std::size_t i = 0; i < kEndpointsShown + 10; ++i) {
    add_presence("machine-" + std::to_string(i), "forward", overview_.now - std::chrono::hours(i));
  }
  add_relay("z-live", RelayPhase::running);
  const auto shown = ids();
  EXPECT_EQ(shown.size(), kEndpointsShown);
  EXPECT_EQ(shown.front(), "z-live");
  EXPECT_THAT(shown, testing::Contains("machine-0"));
  EXPECT_THAT(shown, testing::Not(testing::Contains("machine-505")));
  EXPECT_EQ(json().at("endpoints_known"), kEndpointsShown + 11);
}

TEST_F(OverviewTest, MarkChangesWithWhatIsShown) {
  add_relay("my-mac", RelayPhase::none);
  add_presence("my-mac", "forward", overview_.now - 10s);
  overview_.events.push_back({7, overview_.now, "my-mac", "connect", "", "launch"});
  const std::string mark = mark_of(overview_);
  EXPECT_EQ(json().at("mark").as_string(), mark);
  EXPECT_NE(mark, mark_after([](Overview& now) { ++now.relays[0].version; }));
  EXPECT_NE(mark, mark_after([](Overview& now) { now.presences[0].attached = true; }));
  EXPECT_NE(mark, mark_after([](Overview& now) { now.presences[0].peer = "203.0.113.8"; }));
  EXPECT_NE(mark, mark_after([](Overview& now) { now.presences.clear(); }));
  EXPECT_NE(mark, mark_after([](Overview& now) { now.events[0].number = 8; }));
  EXPECT_NE(mark, mark_after([](Overview& now) { now.now += kPresentFor; })) << "it has gone";
}

TEST_F(OverviewTest, MarkStaysWhileTimePasses) {
  add_presence("my-mac", "forward", overview_.now - 10s);
  const std::string mark = mark_of(overview_);
  EXPECT_EQ(mark, mark_after([](Overview& now) { now.now += 30s; }));
  EXPECT_EQ(mark, mark_after([](Overview& now) { now.presences[0].seen += 9s; }));
}

}  // namespace
}  // namespace cloudx::relay
