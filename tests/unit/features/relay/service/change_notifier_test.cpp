#include "features/relay/service/change_notifier.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

class ChangeNotifierTest : public testing::Test {
 protected:
  // Whether the watcher has been told since it was last asked; does not wait.
  bool is_told(ChangeNotifier::Watcher& watcher) {
    bool told = false;
    const async::Deadline spent{.expiry = std::chrono::steady_clock::now(), .stop = {}};
    boost::asio::co_spawn(io_, look(watcher, spent, told), boost::asio::detached);
    poll();
    return told;
  }
  static boost::asio::awaitable<void> look(ChangeNotifier::Watcher& watcher,
                                           async::Deadline deadline, bool& told) {
    const auto changed = co_await watcher.changed(deadline);
    told = changed.has_value();
  }
  void poll() {
    io_.restart();
    io_.poll();
  }

  boost::asio::io_context io_;
  ChangeNotifier changes_;
  ChangeNotifier::Watcher mine_{changes_, io_.get_executor(), "my-mac"};
  ChangeNotifier::Watcher other_{changes_, io_.get_executor(), "other"};
  ChangeNotifier::Watcher all_{changes_, io_.get_executor(), ""};
};

TEST_F(ChangeNotifierTest, ChangeIsToldToThoseOfTheEndpointAndToOnlookers) {
  changes_.notify("my-mac");
  EXPECT_TRUE(is_told(mine_));
  EXPECT_FALSE(is_told(other_));
  EXPECT_TRUE(is_told(all_));
  EXPECT_FALSE(is_told(mine_)) << "once";
}

TEST_F(ChangeNotifierTest, WhatMayHaveChangedAnythingIsToldToAll) {
  changes_.notify("");
  EXPECT_TRUE(is_told(mine_));
  EXPECT_TRUE(is_told(other_));
  EXPECT_TRUE(is_told(all_));
}

TEST_F(ChangeNotifierTest, WhatIsForOnlookersIsToldToNobodyElse) {
  changes_.notify_observers();
  EXPECT_FALSE(is_told(mine_));
  EXPECT_TRUE(is_told(all_));
}

TEST_F(ChangeNotifierTest, OneThatWaitsIsWoken) {
  bool told = false;
  boost::asio::co_spawn(io_, look(all_, {}, told), boost::asio::detached);
  poll();
  EXPECT_FALSE(told);
  changes_.notify("an-endpoint-that-nobody-watches");
  poll();
  EXPECT_TRUE(told);
}

TEST_F(ChangeNotifierTest, WatchersAreCountedWhileTheyAreThere) {
  EXPECT_EQ(changes_.waiting(), 3U);
  {
    const ChangeNotifier::Watcher another(changes_, io_.get_executor(), "");
    EXPECT_EQ(changes_.waiting(), 4U);
  }
  EXPECT_EQ(changes_.waiting(), 3U);
}

}  // namespace
}  // namespace cloudx::relay
