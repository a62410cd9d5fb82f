#include "net/message_reader.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/notify.hpp"

namespace cloudx::net {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Messages that a test lets arrive.
class ScriptedSocket final : public WebSocket {
 public:
  explicit ScriptedSocket(const asio::any_io_executor& executor) : changed_(executor) {}

  void arrive(std::string message) {
    waiting_.push_back(std::move(message));
    changed_.notify();
  }
  void close() {
    closed_ = true;
    changed_.notify();
  }
  [[nodiscard]] std::size_t left() const { return waiting_.size(); }

  asio::awaitable<Result<WebSocketMessage>> read() override {
    while (waiting_.empty() && !closed_) co_await changed_.wait();
    if (waiting_.empty()) co_return fail(Errc::closed, "closed");
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
    co_return WebSocketMessage{false, as_bytes(current_)};
  }
  asio::awaitable<Result<void>> write(std::span<const WebSocketMessage>) override {
    co_return Result<void>{};
  }
  asio::awaitable<void> close(std::uint16_t, std::string,
                              std::chrono::steady_clock::duration) override {
    co_return;
  }
  void abort() override { close(); }

 private:
  async::Notify changed_;
  std::deque<std::string> waiting_;
  std::string current_;
  bool closed_ = false;
};

class MessageReaderTest : public testing::Test {
 protected:
  ~MessageReaderTest() override {
    socket_->close();
    settle();
  }
  void settle() {
    context_.restart();
    context_.poll();
  }
  // Begins one read(); what it brings is in bursts_ or error_.
  void read() {
    asio::co_spawn(
        context_, [](MessageReaderTest* self) { return self->read_once(); }(this), asio::detached);
    settle();
  }
  asio::awaitable<void> read_once() {
    const auto burst = co_await reader_.read();
    if (!burst) {
      error_ = burst.error().message;
      co_return;
    }
    auto& texts = bursts_.emplace_back();
    for (const WebSocketMessage& message : *burst) texts.emplace_back(as_text(message.payload));
  }

  asio::io_context context_;
  std::shared_ptr<ScriptedSocket> socket_ =
      std::make_shared<ScriptedSocket>(context_.get_executor());
  MessageReader reader_{context_.get_executor(), socket_};
  std::vector<std::vector<std::string>> bursts_;
  std::string error_;
};

TEST_F(MessageReaderTest, AllThatIsAtHandComesTogether) {
  for (const char* message : {"one", "", "three"}) socket_->arrive(message);
  read();
  EXPECT_THAT(bursts_, ElementsAre(ElementsAre("one", "", "three")));
}

TEST_F(MessageReaderTest, FirstMessageIsWaitedFor) {
  read();
  EXPECT_THAT(bursts_, IsEmpty());
  socket_->arrive("late");
  settle();
  EXPECT_THAT(bursts_, ElementsAre(ElementsAre("late")));
}

TEST_F(MessageReaderTest, WhatComesBetweenTwoReadsWaitsInTheSocketButForOne) {
  socket_->arrive("one");
  read();
  for (int i = 0; i < 3; ++i) socket_->arrive("more");
  settle();
  EXPECT_EQ(socket_->left(), 2U);
  read();
  EXPECT_THAT(bursts_, ElementsAre(ElementsAre("one"), ElementsAre("more", "more", "more")));
}

TEST_F(MessageReaderTest, BurstHasAnEnd) {
  for (int i = 0; i < 100; ++i) socket_->arrive("x");
  read();
  ASSERT_THAT(bursts_, SizeIs(1));
  EXPECT_THAT(bursts_[0], SizeIs(64));
  read();
  EXPECT_THAT(bursts_[1], SizeIs(36));
}

TEST_F(MessageReaderTest, LargeMessagesMakeShortBursts) {
  for (int i = 0; i < 4; ++i) socket_->arrive(std::string(200'000, 'x'));
  read();
  EXPECT_THAT(bursts_[0], SizeIs(2));
}

TEST_F(MessageReaderTest, EndComesBehindTheLastMessages) {
  socket_->arrive("last");
  socket_->close();
  read();
  EXPECT_THAT(bursts_, ElementsAre(ElementsAre("last")));
  read();
  EXPECT_EQ(error_, "closed");
}

}  // namespace
}  // namespace cloudx::net
