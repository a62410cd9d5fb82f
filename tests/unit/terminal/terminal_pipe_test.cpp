#include "terminal/terminal_pipe.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/notify.hpp"

namespace cloudx::terminal {
namespace {

namespace asio = boost::asio;
using testing::AllOf;
using testing::ElementsAre;
using testing::Gt;
using testing::IsEmpty;
using testing::Lt;

struct Terminal {
  std::deque<std::string> typed;  // a read at a time
  bool has_end = true;            // or more may be typed
  std::string shown;
};

class FakeStreams final : public os::LocalPipe {
 public:
  FakeStreams(asio::io_context& io, Terminal& terminal)
      : terminal_(terminal), cancelled_(io.get_executor()), gone_(io.get_executor()) {}

  asio::awaitable<Result<std::size_t>> read_some(
      std::span<const std::span<std::uint8_t>> pieces) override {
    if (terminal_.typed.empty() && terminal_.has_end) co_return std::size_t{0};
    if (terminal_.typed.empty()) {
      co_await cancelled_.wait();
      co_return fail(Errc::io, "cancelled");
    }
    const std::string text = std::move(terminal_.typed.front());
    terminal_.typed.pop_front();
    EXPECT_LE(text.size(), pieces.front().size());
    std::ranges::copy(as_bytes(text), pieces.front().begin());
    co_return text.size();
  }
  asio::awaitable<Result<void>> write_all(ByteView data) override {
    terminal_.shown += as_text(data);
    co_return Result<void>{};
  }
  void end_output() override {}
  asio::awaitable<bool> output_gone() override {
    co_await gone_.wait();
    co_return false;
  }
  void cancel() override {
    cancelled_.notify();
    gone_.notify();
  }

 private:
  Terminal& terminal_;
  async::Notify cancelled_;
  async::Notify gone_;
};

class TerminalPipeTest : public testing::Test {
 protected:
  void begin(std::vector<std::string> texts, bool filtered = true) {
    for (std::string& text : texts) terminal.typed.push_back(std::move(text));
    pipe.emplace(
        io.get_executor(), std::make_unique<FakeStreams>(io, terminal),
        filtered ? std::optional(EscapeFilter()) : std::nullopt,
        [this](Escape escape) { escapes.push_back(escape); },
        [this](ByteView bytes) { recorded += as_text(bytes); });
  }

  // What the session gets of these reads, in pieces of so many bytes.
  std::string typed(std::vector<std::string> texts, std::size_t piece, bool filtered) {
    begin(std::move(texts), filtered);
    std::string got;
    asio::co_spawn(io, read_all(piece, got), asio::detached);
    io.run();
    return got;
  }

  asio::awaitable<void> read_all(std::size_t piece, std::string& got) {
    while (const auto text = co_await read(piece)) got += *text;
  }

  // Nothing at the end.
  asio::awaitable<std::optional<std::string>> read(std::size_t piece) {
    Bytes buffer(piece);
    const std::array pieces{std::span<std::uint8_t>(buffer)};
    const auto size = co_await pipe->read_some(pieces);
    if (!size || *size == 0) co_return std::nullopt;
    co_return std::string(as_text(ByteView(buffer).first(*size)));
  }

  // Once, and then the session takes nothing more.
  void read_once() {
    asio::co_spawn(io, read(1), asio::detached);
    io.poll();
    io.restart();
  }

  asio::io_context io;
  Terminal terminal;
  std::string recorded;
  std::optional<TerminalPipe> pipe;
  std::vector<Escape> escapes;
};

TEST_F(TerminalPipeTest, WhatIsTypedPasses) {
  EXPECT_EQ(typed({"ls\r", "a~.b"}, 16, true), "ls\ra~.b");
  EXPECT_THAT(escapes, IsEmpty());
}

TEST_F(TerminalPipeTest, EscapesAreTakenOutAndTold) {
  EXPECT_EQ(typed({"\r~?", "x\r~-", "~."}, 16, true), "\rx\r~.");
  EXPECT_THAT(escapes, ElementsAre(Escape::help, Escape::disabled));
}

// A read of nothing would be the end of the input.
TEST_F(TerminalPipeTest, ReadThatIsAllEscapeWaitsForTheNext) {
  EXPECT_EQ(typed({"\r", "~", "?", "x"}, 16, true), "\rx");
  EXPECT_THAT(escapes, ElementsAre(Escape::help));
}

TEST_F(TerminalPipeTest, TildeThatWasHeldBackMayTakeASecondRead) {
  EXPECT_EQ(typed({"\r", "~", "abcd"}, 4, true), "\r~abcd");
}

TEST_F(TerminalPipeTest, NothingPassesBehindTheEnd) {
  EXPECT_EQ(typed({"\r", "ab\r~.cd", "ef"}, 16, true), "\r");
  EXPECT_THAT(escapes, ElementsAre(Escape::terminate));
}

// A session that hangs has no room for what is typed, and is to be left all the same.
TEST_F(TerminalPipeTest, EscapeIsToldThoughTheSessionTakesNothing) {
  begin({"abc", "def\r", "~", "."});
  read_once();
  EXPECT_THAT(escapes, ElementsAre(Escape::terminate));
}

TEST_F(TerminalPipeTest, MoreThanAnybodyTypesWaits) {
  begin(std::vector<std::string>(100, std::string(4096, 'x')));
  read_once();
  EXPECT_THAT(terminal.typed.size(), AllOf(Gt(80U), Lt(100U)));
  std::string got;
  asio::co_spawn(io, read_all(1000, got), asio::detached);
  io.run();
  EXPECT_EQ(got.size(), 100U * 4096 - 1);
}

TEST_F(TerminalPipeTest, CancelEndsTheReadingAndWhoWaitsForIt) {
  terminal.has_end = false;
  begin({"a"});
  read_once();
  std::optional<bool> gone;
  asio::co_spawn(io, pipe->output_gone(), [&](const std::exception_ptr&, bool is) { gone = is; });
  std::optional<std::optional<std::string>> got;
  asio::co_spawn(io, read(1), [&](const std::exception_ptr&, std::optional<std::string> text) {
    got = std::move(text);
  });
  io.poll();
  EXPECT_FALSE(gone || got);
  pipe->cancel();
  io.restart();
  io.run();
  EXPECT_EQ(gone, false);
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(*got, std::nullopt);
}

TEST_F(TerminalPipeTest, WhatWasNotTypedHasNoEscapes) {
  EXPECT_EQ(typed({"\r~.", "~?"}, 16, false), "\r~.~?");
  EXPECT_THAT(escapes, IsEmpty());
}

TEST_F(TerminalPipeTest, WhatIsShownIsToldToo) {
  begin({});
  asio::co_spawn(io, pipe->write_all(as_bytes("hello")), asio::detached);
  io.run();
  EXPECT_EQ(terminal.shown, "hello");
  EXPECT_EQ(recorded, "hello");
}

}  // namespace
}  // namespace cloudx::terminal
