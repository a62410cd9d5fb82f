#include "tunnel/output_watch.hpp"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "unit/tunnel/fakes.hpp"

namespace cloudx::tunnel::test {
namespace {

class OutputWatchTest : public testing::Test {
 protected:
  void settle() {
    io.restart();
    io.poll();
  }
  bool has_ended() {
    std::optional<Result<void>> ended;
    asio::co_spawn(io, wait_for_end(ended), asio::detached);
    settle();
    return ended.has_value();
  }
  asio::awaitable<void> wait_for_end(std::optional<Result<void>>& ended) {
    ended = co_await watch.ended({.expiry = std::chrono::steady_clock::now(), .stop = {}});
    if (!*ended) ended.reset();
  }

  asio::io_context io;
  FakePipe pipe{io.get_executor()};
  std::stop_source abandon;
  OutputWatch watch{io.get_executor(), pipe, abandon};
};

TEST_F(OutputWatchTest, WhoLeavesIsNotWaitedFor) {
  watch.start();
  settle();
  EXPECT_FALSE(has_ended());
  EXPECT_FALSE(abandon.stop_requested());
  pipe.close_output();
  EXPECT_TRUE(has_ended());
  EXPECT_TRUE(watch.is_gone());
  EXPECT_TRUE(abandon.stop_requested());
}

TEST_F(OutputWatchTest, CancelledOneSaysNothingAndStartsAgain) {
  watch.start();
  settle();
  pipe.cancel();
  EXPECT_TRUE(has_ended());
  EXPECT_FALSE(watch.is_gone());
  EXPECT_FALSE(abandon.stop_requested());
  pipe.reopen();
  watch.start();
  watch.start();  // one at a time
  settle();
  EXPECT_FALSE(has_ended());
  pipe.close_output();
  settle();
  EXPECT_TRUE(watch.is_gone());
}

TEST_F(OutputWatchTest, NoneWasStarted) {
  EXPECT_TRUE(has_ended());
}

}  // namespace
}  // namespace cloudx::tunnel::test
