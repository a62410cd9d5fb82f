#include "features/relay/service/roster.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "features/relay/service/relay_rules.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;
using store::Presence;
using store::Time;

class RosterTest : public testing::Test {
 protected:
  // Whether observers were told of it.
  bool is_told(Presence presence) {
    roster_.saw(std::move(presence));
    bool told = false;
    const net::Budget spent{.deadline = std::chrono::steady_clock::now(), .stop = {}};
    boost::asio::co_spawn(io_, look(observer_, spent, told), boost::asio::detached);
    io_.restart();
    io_.poll();
    return told;
  }
  static boost::asio::awaitable<void> look(ChangeNotifier::Watcher& watcher, net::Budget budget,
                                           bool& told) {
    const auto changed = co_await watcher.changed(budget);
    told = changed.has_value();
  }
  [[nodiscard]] Presence at(Time time) const {
    return {"my-mac", "forward", time, "203.0.113.7", false};
  }

  boost::asio::io_context io_;
  StoreAccess store_{store::memory_store()};
  ChangeNotifier changes_;
  Roster roster_{store_, changes_};
  ChangeNotifier::Watcher observer_{changes_, io_.get_executor(), ""};
  Time now_{1'790'000'000s};
};

TEST_F(RosterTest, WhoIsHeardOfIsRememberedByRole) {
  roster_.saw(at(now_));
  EXPECT_EQ(roster_.last_seen("my-mac", "forward"), now_);
  EXPECT_EQ(roster_.last_seen("my-mac", "connect"), Time{});
  EXPECT_EQ(roster_.last_seen("other", "forward"), Time{});
  EXPECT_EQ(roster_.all(), std::vector{at(now_)});
}

TEST_F(RosterTest, WhoComesIsToldAndWhoStaysIsNot) {
  EXPECT_TRUE(is_told(at(now_)));
  EXPECT_FALSE(is_told(at(now_ + 55s)));
  EXPECT_FALSE(is_told(at(now_ + 55s + kPresentFor - 1ms)));
}

TEST_F(RosterTest, WhoComesBackIsTold) {
  EXPECT_TRUE(is_told(at(now_)));
  EXPECT_TRUE(is_told(at(now_ + kPresentFor)));
}

TEST_F(RosterTest, AnotherAddressAndAnotherUseAreTold) {
  EXPECT_TRUE(is_told(at(now_)));
  Presence presence = at(now_ + 1s);
  presence.peer = "203.0.113.8";
  EXPECT_TRUE(is_told(presence));
  presence.attached = true;
  EXPECT_TRUE(is_told(presence));
  EXPECT_FALSE(is_told(presence));
}

TEST_F(RosterTest, HearsOnceAnybodyWasHeardOf) {
  EXPECT_FALSE(roster_.hears());
  roster_.saw(at(now_));
  EXPECT_TRUE(roster_.hears()) << "whatever the clock on the wall says";
}

}  // namespace
}  // namespace cloudx::relay
