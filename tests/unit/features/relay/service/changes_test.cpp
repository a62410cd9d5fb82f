#include "features/relay/service/changes.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

class ChangesTest : public testing::Test {
 protected:
  // Whether the watcher has been told since it was last asked; does not wait.
  bool is_told(Changes::Watcher& watcher) {
    bool told = false;
    const net::Budget spent{.deadline = std::chrono::steady_clock::now(), .stop = {}};
    boost::asio::co_spawn(io_, look(watcher, spent, told), boost::asio::detached);
    poll();
    return told;
  }
  static boost::asio::awaitable<void> look(Changes::Watcher& watcher, net::Budget budget,
                                           bool& told) {
    const auto changed = co_await watcher.changed(budget);
    told = changed.has_value();
  }
  void poll() {
    io_.restart();
    io_.poll();
  }

  boost::asio::io_context io_;
  Changes changes_;
  Changes::Watcher mine_{changes_, io_.get_executor(), "my-mac"};
  Changes::Watcher other_{changes_, io_.get_executor(), "other"};
  Changes::Watcher all_{changes_, io_.get_executor(), ""};
};

TEST_F(ChangesTest, ChangeIsToldToThoseOfTheEndpointAndToOnlookers) {
  changes_.tell("my-mac");
  EXPECT_TRUE(is_told(mine_));
  EXPECT_FALSE(is_told(other_));
  EXPECT_TRUE(is_told(all_));
  EXPECT_FALSE(is_told(mine_)) << "once";
}

TEST_F(ChangesTest, WhatMayHaveChangedAnythingIsToldToAll) {
  changes_.tell("");
  EXPECT_TRUE(is_told(mine_));
  EXPECT_TRUE(is_told(other_));
  EXPECT_TRUE(is_told(all_));
}

TEST_F(ChangesTest, WhatIsForOnlookersIsToldToNobodyElse) {
  changes_.tell_onlookers();
  EXPECT_FALSE(is_told(mine_));
  EXPECT_TRUE(is_told(all_));
}

TEST_F(ChangesTest, OneThatWaitsIsWoken) {
  bool told = false;
  boost::asio::co_spawn(io_, look(all_, {}, told), boost::asio::detached);
  poll();
  EXPECT_FALSE(told);
  changes_.tell("an-endpoint-that-nobody-watches");
  poll();
  EXPECT_TRUE(told);
}

TEST_F(ChangesTest, WatchersAreCountedWhileTheyAreThere) {
  EXPECT_EQ(changes_.waiting(), 3U);
  {
    const Changes::Watcher another(changes_, io_.get_executor(), "");
    EXPECT_EQ(changes_.waiting(), 4U);
  }
  EXPECT_EQ(changes_.waiting(), 3U);
}

}  // namespace
}  // namespace cloudx::relay
