// The real descriptors: pipes, files and /dev/null.

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "os/streams/descriptor_pipe.hpp"

namespace cloudx::os {
namespace {

namespace asio = boost::asio;

class StandardPipeTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::pipe(in.data()), 0);
    ASSERT_EQ(::pipe(out.data()), 0);
  }
  void TearDown() override {
    for (const int fd : {in[0], in[1], out[0], out[1]}) ::close(fd);
  }

  // Runs one operation to its end, on real descriptors.
  template <class T>
  T run(asio::awaitable<T> operation) {
    std::optional<T> result;
    asio::co_spawn(io, keep(std::move(operation), result), asio::detached);
    io.restart();
    while (!result && io.run_one_for(std::chrono::seconds(10)) > 0) {
    }
    EXPECT_TRUE(result.has_value());
    return std::move(*result);
  }
  template <class T>
  static asio::awaitable<void> keep(asio::awaitable<T> operation, std::optional<T>& result) {
    result = co_await std::move(operation);
  }
  std::unique_ptr<LocalPipe> open(int input, int output) {
    auto pipe = make_descriptor_pipe(io.get_executor(), input, output);
    EXPECT_TRUE(pipe.has_value());
    return std::move(*pipe);
  }
  std::string read(LocalPipe& pipe) {
    std::array<std::uint8_t, 100> buffer{};
    const std::array pieces{std::span<std::uint8_t>(buffer)};
    const auto size = run(pipe.read_some(pieces));
    EXPECT_TRUE(size.has_value());
    return std::string(as_text(ByteView(buffer).first(size.value_or(0))));
  }

  asio::io_context io;
  std::array<int, 2> in{};
  std::array<int, 2> out{};
};

TEST_F(StandardPipeTest, DescriptorsOfTheWrongDirectionAreRefusedByName) {
  const auto input = make_descriptor_pipe(io.get_executor(), out[1], out[1]);
  ASSERT_FALSE(input.has_value());
  EXPECT_EQ(input.error().message, "standard input is closed, or not open for reading");
  const auto output = make_descriptor_pipe(io.get_executor(), in[0], in[0]);
  ASSERT_FALSE(output.has_value());
  EXPECT_EQ(output.error().message, "standard output is closed, or not open for writing");
}

TEST_F(StandardPipeTest, PipesCarryBytesAndTheEnd) {
  const auto pipe = open(in[0], out[1]);
  ASSERT_EQ(::write(in[1], "up", 2), 2);
  EXPECT_EQ(read(*pipe), "up");
  ::close(std::exchange(in[1], -1));
  EXPECT_EQ(read(*pipe), "");
  EXPECT_TRUE(run(pipe->write_all(as_bytes("down"))).has_value());
  std::array<char, 10> buffer{};
  EXPECT_EQ(::read(out[0], buffer.data(), buffer.size()), 4);
}

TEST_F(StandardPipeTest, LostReaderIsSeenThoughNothingIsWritten) {
  const auto pipe = open(in[0], out[1]);
  ::close(std::exchange(out[0], -1));
  EXPECT_TRUE(run(pipe->output_gone()));
}

TEST_F(StandardPipeTest, ReaderLostWhileWaitingIsSeen) {
  const auto pipe = open(in[0], out[1]);
  std::optional<bool> gone;
  asio::co_spawn(io, keep(pipe->output_gone(), gone), asio::detached);
  io.poll();
  EXPECT_FALSE(gone.has_value());
  ::close(std::exchange(out[0], -1));
  io.restart();
  while (!gone && io.run_one_for(std::chrono::seconds(10)) > 0) {
  }
  EXPECT_EQ(gone, true);
}

TEST_F(StandardPipeTest, ClosedSocketPeerIsSeen) {
  std::array<int, 2> pair{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
  const auto pipe = open(pair[0], pair[0]);
  ::close(pair[1]);
  EXPECT_TRUE(run(pipe->output_gone()));
  ::close(pair[0]);
}

TEST_F(StandardPipeTest, WriteWithoutReaderFailsWithoutASignal) {
  const auto pipe = open(in[0], out[1]);
  ::close(std::exchange(out[0], -1));
  const auto written = run(pipe->write_all(as_bytes("x")));
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, Errc::io);
}

TEST_F(StandardPipeTest, RegularFilesAndDevNullWork) {
  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  const int fd = ::fileno(file);
  ASSERT_EQ(::write(fd, "content", 7), 7);
  ::lseek(fd, 0, SEEK_SET);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  {
    const auto pipe = open(fd, null);
    EXPECT_EQ(read(*pipe), "content");
    EXPECT_EQ(read(*pipe), "");
    EXPECT_TRUE(run(pipe->write_all(as_bytes("gone"))).has_value());
    EXPECT_FALSE(run(pipe->output_gone()));
  }
  {
    const auto pipe = open(null, fd);
    EXPECT_EQ(read(*pipe), "");
    EXPECT_TRUE(run(pipe->write_all(as_bytes("more"))).has_value());
  }
  ::close(null);
  std::fclose(file);
}

TEST_F(StandardPipeTest, FlagsAreRestoredAlsoWhenBothAreOneOpenFile) {
  std::array<int, 2> pair{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
  const int same = ::dup(pair[0]);
  const int before = ::fcntl(pair[0], F_GETFL);
  {
    const auto pipe = open(pair[0], same);
    EXPECT_NE(::fcntl(pair[0], F_GETFL) & O_NONBLOCK, 0);
  }
  EXPECT_EQ(::fcntl(pair[0], F_GETFL), before);
  for (const int fd : {pair[0], pair[1], same}) ::close(fd);
}

TEST_F(StandardPipeTest, FlagsOfBothEndsAreRestored) {
  {
    const auto pipe = open(in[0], out[1]);
    EXPECT_NE(::fcntl(in[0], F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(::fcntl(out[1], F_GETFL) & O_NONBLOCK, 0);
  }
  EXPECT_EQ(::fcntl(in[0], F_GETFL) & O_NONBLOCK, 0);
  EXPECT_EQ(::fcntl(out[1], F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(StandardPipeTest, OneReadFillsThePiecesInOrder) {
  const auto pipe = open(in[0], out[1]);
  ASSERT_EQ(::write(in[1], "abcdefgh", 8), 8);
  std::array<std::uint8_t, 9> buffer{};
  const auto all = std::span<std::uint8_t>(buffer);
  const std::array pieces{all.subspan(6, 3), all.subspan(0, 3), all.subspan(3, 3)};
  EXPECT_EQ(run(pipe->read_some(pieces)), 8U);
  EXPECT_EQ(as_text(ByteView(buffer).first(5)), "defgh");
  EXPECT_EQ(as_text(ByteView(buffer).last(3)), "abc");
}

TEST_F(StandardPipeTest, CancelEndsAReadAndTheWatch) {
  const auto pipe = open(in[0], out[1]);
  std::array<std::uint8_t, 10> buffer{};
  const std::array pieces{std::span<std::uint8_t>(buffer)};
  std::optional<Result<std::size_t>> got;
  std::optional<bool> gone;
  asio::co_spawn(io, keep(pipe->read_some(pieces), got), asio::detached);
  asio::co_spawn(io, keep(pipe->output_gone(), gone), asio::detached);
  io.poll();
  pipe->cancel();
  io.restart();
  io.poll();
  ASSERT_TRUE(got.has_value());
  EXPECT_FALSE(got->has_value());
  EXPECT_EQ(gone, false);
}

TEST_F(StandardPipeTest, ClosedDescriptorIsRefused) {
  EXPECT_FALSE(make_descriptor_pipe(io.get_executor(), 999, out[1]).has_value());
}

TEST_F(StandardPipeTest, EndOfTheOutputIsSeenByItsReaderWhileInputGoesOn) {
  const auto pipe = open(in[0], out[1]);
  pipe->end_output();
  char byte = 0;
  EXPECT_EQ(::read(out[0], &byte, 1), 0);  // an end although out[1] is open here
  ASSERT_EQ(::write(in[1], "x", 1), 1);
  EXPECT_EQ(read(*pipe), "x");
}

TEST_F(StandardPipeTest, EndOfTheOutputOfASocketLeavesItsInputOpen) {
  std::array<int, 2> sockets{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()), 0);
  const int output = ::dup(sockets[0]);
  const auto pipe = open(sockets[0], output);
  pipe->end_output();
  char byte = 0;
  EXPECT_EQ(::read(sockets[1], &byte, 1), 0);
  ASSERT_EQ(::write(sockets[1], "x", 1), 1);
  EXPECT_EQ(read(*pipe), "x");
  for (const int fd : {sockets[0], sockets[1], output}) ::close(fd);
}

}  // namespace
}  // namespace cloudx::os
