#include "terminal/terminal_pipe.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::terminal {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;
using testing::IsEmpty;

// What was typed, a read at a time, and what was shown.
class FakeStreams final : public os::LocalPipe {
 public:
  explicit FakeStreams(std::string& shown) : shown_(shown) {}
  void type(std::string text) { typed_.push_back(std::move(text)); }

  asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override {
    if (typed_.empty()) co_return std::size_t{0};
    const std::string text = std::move(typed_.front());
    typed_.pop_front();
    EXPECT_LE(text.size(), pieces.front().size());
    std::ranges::copy(as_bytes(text), pieces.front().begin());
    co_return text.size();
  }
  asio::awaitable<Result<void>> write_all(ByteView data) override {
    shown_ += as_text(data);
    co_return Result<void>{};
  }
  void end_output() override {}
  asio::awaitable<bool> output_gone() override { co_return false; }
  void cancel() override {}

 private:
  std::deque<std::string> typed_;
  std::string& shown_;
};

class TerminalPipeTest : public testing::Test {
 protected:
  // What the session gets of these reads, in pieces of so many bytes.
  std::vector<std::string> typed(std::vector<std::string> texts, std::size_t piece, bool filtered) {
    auto streams = std::make_unique<FakeStreams>(shown);
    for (std::string& text : texts) streams->type(std::move(text));
    pipe.emplace(
        std::move(streams), filtered ? std::optional(EscapeFilter()) : std::nullopt,
        [this](Escape escape) { escapes.push_back(escape); },
        [this](ByteView bytes) { recorded += as_text(bytes); });
    std::vector<std::string> got;
    asio::co_spawn(io, read_all(piece, got), asio::detached);
    io.run();
    return got;
  }

  asio::awaitable<void> read_all(std::size_t piece, std::vector<std::string>& got) {
    Bytes buffer(piece);
    const std::array pieces{std::span<std::uint8_t>(buffer)};
    for (;;) {
      const auto size = co_await pipe->read_some(pieces);
      EXPECT_TRUE(size.has_value());
      if (!size || *size == 0) co_return;
      got.emplace_back(as_text(ByteView(buffer).first(*size)));
    }
  }

  asio::io_context io;
  std::string shown;
  std::string recorded;
  std::optional<TerminalPipe> pipe;
  std::vector<Escape> escapes;
};

TEST_F(TerminalPipeTest, WhatIsTypedPasses) {
  EXPECT_THAT(typed({"ls\r", "a~.b"}, 16, true), ElementsAre("ls\r", "a~.b"));
  EXPECT_THAT(escapes, IsEmpty());
}

TEST_F(TerminalPipeTest, EscapesAreTakenOutAndTold) {
  EXPECT_THAT(typed({"\r~?", "x\r~-", "~."}, 16, true), ElementsAre("\r", "x\r", "~."));
  EXPECT_THAT(escapes, ElementsAre(Escape::help, Escape::disabled));
}

// A read of nothing would be the end of the input.
TEST_F(TerminalPipeTest, ReadThatIsAllEscapeWaitsForTheNext) {
  EXPECT_THAT(typed({"\r", "~", "?", "x"}, 16, true), ElementsAre("\r", "x"));
  EXPECT_THAT(escapes, ElementsAre(Escape::help));
}

TEST_F(TerminalPipeTest, TildeThatWasHeldBackMayTakeASecondRead) {
  EXPECT_THAT(typed({"\r", "~", "abcd"}, 4, true), ElementsAre("\r", "~abc", "d"));
}

TEST_F(TerminalPipeTest, NothingPassesBehindTheEnd) {
  EXPECT_THAT(typed({"\r", "ab\r~.cd", "ef"}, 16, true), ElementsAre("\r"));
  EXPECT_THAT(escapes, ElementsAre(Escape::terminate));
}

TEST_F(TerminalPipeTest, WhatWasNotTypedHasNoEscapes) {
  EXPECT_THAT(typed({"\r~.", "~?"}, 16, false), ElementsAre("\r~.", "~?"));
  EXPECT_THAT(escapes, IsEmpty());
}

TEST_F(TerminalPipeTest, WhatIsShownIsToldToo) {
  typed({}, 16, true);
  asio::co_spawn(io, pipe->write_all(as_bytes("hello")), asio::detached);
  io.restart();
  io.run();
  EXPECT_EQ(shown, "hello");
  EXPECT_EQ(recorded, "hello");
}

}  // namespace
}  // namespace cloudx::terminal
