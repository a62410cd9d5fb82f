// Signals around a task, sent to this process itself.

#include "async/main_loop.hpp"

#include <csignal>
#include <functional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "support/usual_signals.hpp"

namespace cloudx::async {
namespace {

using boost::asio::awaitable;
using namespace std::chrono_literals;

class MainLoop : public ::testing::Test {
 protected:
  MainLoop() { test::use_usual_signals(); }
};

// An end that takes its time, as that of a session does.
awaitable<Result<void>> end_slowly(std::stop_token stop, std::chrono::milliseconds end,
                                   std::function<void()> meanwhile) {
  while (!stop.stop_requested()) co_await sleep_for(1ms, {});
  meanwhile();
  co_await sleep_for(end, {});
  co_return Result<void>{};
}

TEST_F(MainLoop, TwoSignalsOfOneKindWithinMomentsAreOneOrderlyEnd) {
  for (const int number : {SIGTERM, SIGINT}) {
    const auto ended = run_to_end([&](const auto&, std::stop_token stop) {
      std::raise(number);
      return end_slowly(std::move(stop), 100ms, [&] {
        std::raise(number);
        std::raise(number);
      });
    });
    EXPECT_TRUE(ended.has_value()) << number;
  }
}

awaitable<void> take_turns(int count) {
  const auto executor = co_await boost::asio::this_coro::executor;
  for (int i = 0; i < count; ++i) {
    co_await boost::asio::post(executor, boost::asio::use_awaitable);
  }
}

// In one of these orders the loop has seen the signal, and has told nobody when the task ends.
TEST_F(MainLoop, SignalAtTheVeryEndOfATaskIsForTheNextOne) {
  for (int order = 0; order < 16; ++order) {
    bool told = false;
    const auto first =
        run_to_end([&](const auto&, std::stop_token stop) -> awaitable<Result<void>> {
          return [](int before, int after, std::stop_token token,
                    bool& seen) -> awaitable<Result<void>> {
            co_await take_turns(before);
            std::raise(SIGTERM);
            co_await take_turns(after);
            seen = token.stop_requested();
            co_return Result<void>{};
          }(order / 4, order % 4, std::move(stop), told);
        });
    EXPECT_TRUE(first.has_value());
    if (told) continue;
    const auto second = run_to_end([&](const auto&, std::stop_token stop) {
      return end_slowly(std::move(stop), 0ms, [&] { told = true; });
    });
    EXPECT_TRUE(second.has_value());
    EXPECT_TRUE(told);
  }
}

TEST_F(MainLoop, TheSameSignalAgainAfterASecondEndsAtOnce) {
  const auto ended = run_to_end([](const auto& executor, std::stop_token stop) {
    std::raise(SIGTERM);
    return end_slowly(std::move(stop), 10min, [executor] {
      boost::asio::co_spawn(
          executor,
          []() -> awaitable<void> {
            co_await sleep_for(1100ms, {});
            std::raise(SIGTERM);
          },
          boost::asio::detached);
    });
  });
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().kind, Errc::interrupted);
}

}  // namespace
}  // namespace cloudx::async
