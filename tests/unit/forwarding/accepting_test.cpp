#include "forwarding/accepting.hpp"

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::forwarding {
namespace {

using testing::ElementsAre;

// Gives one answer after the other, then it is closed.
class ScriptedListener final : public os::Listener {
 public:
  explicit ScriptedListener(boost::asio::io_context& io) : io_(io) {}

  void take() { answers_.emplace_back(os::LocalSocket(io_)); }
  void fail_with(const char* why) { answers_.emplace_back(fail(Errc::io, why)); }

  boost::asio::awaitable<Result<os::LocalSocket>> accept() override {
    if (answers_.empty()) {
      close();
      co_return fail(Errc::interrupted, "closed");
    }
    auto answer = std::move(answers_.front());
    answers_.pop_front();
    co_return answer;
  }
  void close() override { is_open_ = false; }
  [[nodiscard]] bool is_open() const override { return is_open_; }
  [[nodiscard]] std::uint16_t port() const override { return 0; }

 private:
  boost::asio::io_context& io_;
  std::deque<Result<os::LocalSocket>> answers_;
  bool is_open_ = true;
};

class AcceptingTest : public testing::Test {
 protected:
  void run() {
    boost::asio::co_spawn(io,
                          accept_all(
                              listener, [this](const os::LocalSocket&) { ++connections; },
                              [this](const Error& error) { troubles.push_back(error.message); }),
                          [this](const std::exception_ptr&) { ended = true; });
    io.run();
  }

  boost::asio::io_context io;
  ScriptedListener listener{io};
  int connections = 0;
  std::vector<std::string> troubles;
  bool ended = false;
};

TEST_F(AcceptingTest, EveryConnectionIsTakenUntilTheListenerIsClosed) {
  listener.take();
  listener.take();
  run();
  EXPECT_EQ(connections, 2);
  EXPECT_TRUE(troubles.empty());
  EXPECT_TRUE(ended);
}

TEST_F(AcceptingTest, TroubleIsToldOnceAndWhatWaitedIsTaken) {
  listener.take();
  for (int i = 0; i < 3; ++i) listener.fail_with("too many");
  listener.take();
  listener.fail_with("too many");
  listener.take();
  run();
  EXPECT_EQ(connections, 3);
  EXPECT_THAT(troubles, ElementsAre("too many"));
  EXPECT_TRUE(ended);
}

TEST_F(AcceptingTest, TroubleIsDescribedWithTheSystemsReason) {
  EXPECT_EQ(describe_trouble(fail(Errc::io, "too many").error()),
            "a connection has to wait: too many (ulimit -n says how many may be open at once)");
}

}  // namespace
}  // namespace cloudx::forwarding
