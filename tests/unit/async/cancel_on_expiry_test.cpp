#include "async/cancel_on_expiry.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace cloudx::async {
namespace {

constexpr auto kNever = std::chrono::steady_clock::time_point::max();

TEST(CancelOnExpiry, StopCancelsOnceAndSaysInterrupted) {
  boost::asio::io_context io;
  std::stop_source stop;
  int cancelled = 0;
  const CancelOnExpiry watch(io.get_executor(), {kNever, stop.get_token()}, [&] { ++cancelled; });
  EXPECT_FALSE(watch.spent());
  stop.request_stop();
  EXPECT_EQ(cancelled, 1);
  EXPECT_EQ(watch.spent(), Errc::interrupted);
  EXPECT_EQ(watch.failure("reading", Errc::connect, "reset").error().kind, Errc::interrupted);
}

TEST(CancelOnExpiry, StopBeforeItBeganCountsAtOnce) {
  boost::asio::io_context io;
  std::stop_source stop;
  stop.request_stop();
  const CancelOnExpiry watch(io.get_executor(), {kNever, stop.get_token()}, [] {});
  EXPECT_EQ(watch.spent(), Errc::interrupted);
}

TEST(CancelOnExpiry, PassedDeadlineCancelsAndSaysTimeout) {
  boost::asio::io_context io;
  int cancelled = 0;
  const CancelOnExpiry watch(io.get_executor(), {std::chrono::steady_clock::now(), {}},
                             [&] { ++cancelled; });
  io.run();
  EXPECT_EQ(cancelled, 1);
  const auto error = watch.failure("reading", Errc::connect, "reset").error();
  EXPECT_EQ(error.kind, Errc::timeout);
  EXPECT_EQ(error.message, "reading timed out");
}

TEST(CancelOnExpiry, NothingHappensAfterItIsGone) {
  boost::asio::io_context io;
  std::stop_source stop;
  int cancelled = 0;
  {
    const CancelOnExpiry watch(io.get_executor(),
                               {std::chrono::steady_clock::now(), stop.get_token()},
                               [&] { ++cancelled; });
  }
  stop.request_stop();
  io.run();
  EXPECT_EQ(cancelled, 0);
}

}  // namespace
}  // namespace cloudx::async
