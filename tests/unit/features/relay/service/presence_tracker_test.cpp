#include "features/relay/service/presence_tracker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "features/relay/reconcile/relay_rules.hpp"

namespace cloudx::relay {
namespace {

using namespace std::chrono_literals;
using store::Presence;
using store::Time;

class PresenceTrackerTest : public testing::Test {
 protected:
  // Whether observers were told of it.
  bool is_told(Presence presence) {
    presence_.record(std::move(presence));
    bool told = false;
    const async::Deadline spent{.expiry = std::chrono::steady_clock::now(), .stop = {}};
    boost::asio::co_spawn(io_, look(observer_, spent, told), boost::asio::detached);
    io_.restart();
    io_.poll();
    return told;
  }
  static boost::asio::awaitable<void> look(ChangeNotifier::Watcher& watcher,
                                           async::Deadline deadline, bool& told) {
    const auto changed = co_await watcher.changed(deadline);
    told = changed.has_value();
  }
  [[nodiscard]] Presence at(Time time) const {
    return {"my-mac", "forward", time, "203.0.113.7", false};
  }

  boost::asio::io_context io_;
  StoreAccess store_{store::memory_store()};
  ChangeNotifier changes_;
  SystemClock clock_;
  PresenceTracker presence_{store_, changes_, clock_};
  ChangeNotifier::Watcher observer_{changes_, io_.get_executor(), ""};
  Time now_{1'790'000'000s};
};

TEST_F(PresenceTrackerTest, WhoIsHeardOfIsRememberedByRole) {
  presence_.record(at(now_));
  EXPECT_EQ(presence_.last_seen("my-mac", "forward"), now_);
  EXPECT_EQ(presence_.last_seen("my-mac", "connect"), Time{});
  EXPECT_EQ(presence_.last_seen("other", "forward"), Time{});
  EXPECT_EQ(presence_.all(), std::vector{at(now_)});
}

TEST_F(PresenceTrackerTest, WhoComesIsToldAndWhoStaysIsNot) {
  EXPECT_TRUE(is_told(at(now_)));
  EXPECT_FALSE(is_told(at(now_ + 55s)));
  EXPECT_FALSE(is_told(at(now_ + 55s + kPresentFor - 1ms)));
}

TEST_F(PresenceTrackerTest, WhoComesBackIsTold) {
  EXPECT_TRUE(is_told(at(now_)));
  EXPECT_TRUE(is_told(at(now_ + kPresentFor)));
}

TEST_F(PresenceTrackerTest, AnotherAddressAndAnotherUseAreTold) {
  EXPECT_TRUE(is_told(at(now_)));
  Presence presence = at(now_ + 1s);
  presence.peer = "203.0.113.8";
  EXPECT_TRUE(is_told(presence));
  presence.attached = true;
  EXPECT_TRUE(is_told(presence));
  EXPECT_FALSE(is_told(presence));
}

TEST_F(PresenceTrackerTest, HearsOnceAnybodyWasHeardOf) {
  EXPECT_FALSE(presence_.hears());
  presence_.record(at(now_));
  EXPECT_TRUE(presence_.hears()) << "whatever the clock on the wall says";
}

}  // namespace
}  // namespace cloudx::relay
