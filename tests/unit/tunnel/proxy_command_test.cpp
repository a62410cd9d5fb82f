#include "tunnel/proxy_command.hpp"

#include <csignal>
#include <utility>

#include <gtest/gtest.h>

#include "async/event.hpp"
#include "support/usual_signals.hpp"

namespace cloudx::tunnel::test {
namespace {

namespace asio = boost::asio;

// Ends with `result`, or, where that is an interruption, after a signal that ends it.
class FakeConnection final : public ProxyConnection {
 public:
  FakeConnection(const asio::any_io_executor& executor, Result<void> result, bool stands)
      : never_(executor), result_(std::move(result)), stands_(stands) {}

  asio::awaitable<Result<void>> run(std::stop_token stop) override {
    const bool is_signal = !result_ && result_.error().kind == Errc::interrupted;
    if (!is_signal) co_return result_;
    std::raise(SIGTERM);
    co_return co_await never_.wait({.stop = std::move(stop)});
  }
  [[nodiscard]] bool stood() const override { return stands_; }

 private:
  async::Event never_;
  Result<void> result_;
  bool stands_;
};

Result<void> run(const Result<void>& result, bool stands) {
  cloudx::test::use_usual_signals();
  return run_proxy_command([&](const asio::any_io_executor& executor, os::LocalPipe&) {
    return std::make_unique<FakeConnection>(executor, result, stands);
  });
}

TEST(ProxyCommand, SignalIsTheOrderlyEndOfAConnectionThatStood) {
  const Result<void> interrupted = fail(Errc::interrupted, "interrupted");
  EXPECT_TRUE(run(interrupted, true));
  const auto early = run(interrupted, false);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().kind, Errc::interrupted);
}

TEST(ProxyCommand, OtherEndsAreTheConnections) {
  EXPECT_TRUE(run({}, false));
  const auto lost = run(fail(Errc::connect, "lost"), true);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().message, "lost");
}

}  // namespace
}  // namespace cloudx::tunnel::test
