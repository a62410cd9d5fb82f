#include "tunnel/kept_input.hpp"

#include <array>
#include <optional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "unit/tunnel/fakes.hpp"

namespace cloudx::tunnel::test {
namespace {

class KeptInputTest : public testing::Test {
 protected:
  // One read into pieces of three bytes, at most nine in all; nothing when it does not end.
  std::optional<std::string> read() {
    std::array<std::array<std::uint8_t, 3>, 3> room{};
    const std::array<std::span<std::uint8_t>, 3> pieces{room[0], room[1], room[2]};
    std::optional<std::string> text;
    asio::co_spawn(io, read_into(pieces, text), asio::detached);
    settle();
    return text;
  }
  asio::awaitable<void> read_into(std::span<const std::span<std::uint8_t>> pieces,
                                  std::optional<std::string>& text) {
    auto size = co_await input.read_some(pieces);
    text.emplace();
    for (const auto piece : pieces) {
      for (std::size_t i = 0; i < piece.size() && size && *size > 0; ++i, --*size) {
        *text += static_cast<char>(piece[i]);
      }
    }
  }
  void write(std::string_view text) {
    asio::co_spawn(io, input.write_all(as_bytes(text)), asio::detached);
    settle();
  }
  void settle() {
    io.restart();
    io.poll();
  }

  asio::io_context io;
  FakePipe pipe{io.get_executor()};
  KeptInput input{pipe, 20};
};

TEST_F(KeptInputTest, WhatWasReadIsReadAgainAndThenWhatFollows) {
  pipe.type("SSH-2.0-client");
  EXPECT_EQ(read(), "SSH-2.0-c");
  EXPECT_EQ(read(), "lient");
  ASSERT_TRUE(input.rewind());
  pipe.type("+more");
  EXPECT_EQ(read(), "SSH-2.0-c");
  ASSERT_TRUE(input.rewind());  // in the middle
  EXPECT_EQ(read(), "SSH-2.0-c");
  EXPECT_EQ(read(), "lient");
  EXPECT_EQ(read(), "+more");
  ASSERT_TRUE(input.rewind());
  EXPECT_EQ(read(), "SSH-2.0-c");
  EXPECT_EQ(read(), "lient+mor");
  EXPECT_EQ(read(), "e");
}

TEST_F(KeptInputTest, OutputEndsTheKeepingButNotWhatIsStillToBeGiven) {
  pipe.type("SSH-2.0-client");
  EXPECT_EQ(read(), "SSH-2.0-c");
  EXPECT_EQ(read(), "lient");
  ASSERT_TRUE(input.rewind());
  EXPECT_EQ(read(), "SSH-2.0-c");
  write("SSH-2.0-server");
  EXPECT_FALSE(input.rewind());
  pipe.type("!");
  EXPECT_EQ(read(), "lient");
  EXPECT_EQ(read(), "!");
  EXPECT_EQ(pipe.written, "SSH-2.0-server");
}

TEST_F(KeptInputTest, MoreThanTheLimitIsPassedOnAndNotKept) {
  pipe.type("0123456789abcdefghijk");
  EXPECT_EQ(read(), "012345678");
  EXPECT_EQ(read(), "9abcdefgh");
  EXPECT_TRUE(input.rewind());
  EXPECT_EQ(read(), "012345678");
  EXPECT_EQ(read(), "9abcdefgh");
  EXPECT_EQ(read(), "ijk");
  EXPECT_FALSE(input.rewind());
}

TEST_F(KeptInputTest, EndOfInputStaysTheEnd) {
  pipe.type("bye");
  pipe.end_input();
  EXPECT_EQ(read(), "bye");
  EXPECT_EQ(read(), "");
  ASSERT_TRUE(input.rewind());
  EXPECT_EQ(read(), "bye");
  EXPECT_EQ(read(), "");
}

}  // namespace
}  // namespace cloudx::tunnel::test
