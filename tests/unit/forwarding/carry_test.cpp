// One end of a pair of sockets is a local program, the test is the agent.

#include "forwarding/carry.hpp"

#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <gtest/gtest.h>

#include "protocol/smux/frame.hpp"

namespace cloudx::forwarding {
namespace {

namespace asio = boost::asio;
using Socket = asio::local::stream_protocol::socket;

constexpr smux::StreamId kFirst = 3;
constexpr std::chrono::seconds kEver{30};  // a test that takes so long has failed

asio::awaitable<void> feed(std::shared_ptr<MuxPipe> mux, Bytes bytes,
                           std::optional<Result<void>>& result) {
  result = co_await mux->write_all(bytes);
}

class CarryTest : public testing::Test {
 protected:
  void carry_one(std::chrono::milliseconds linger) {
    mux->begin({});
    Socket ours(io);
    asio::local::connect_pair(ours, local);
    asio::co_spawn(io, carry(io.get_executor(), mux, os::LocalSocket(std::move(ours)), {}, linger),
                   [this](const std::exception_ptr&, Carried all) { carried = all; });
    io.poll();
  }

  // The agent sends `size` bytes of the first connection.
  void receive(std::size_t size) {
    Bytes bytes;
    while (size > 0) {
      const std::size_t part = std::min<std::size_t>(size, 32'768);
      std::array<std::uint8_t, smux::kHeaderSize> header;
      smux::encode_header({.command = smux::Command::psh,
                           .length = static_cast<std::uint16_t>(part),
                           .stream = kFirst},
                          header);
      bytes.insert(bytes.end(), header.begin(), header.end());
      bytes.resize(bytes.size() + part, 'x');
      size -= part;
    }
    asio::co_spawn(io, feed(mux, std::move(bytes), written), asio::detached);
    io.poll();
  }

  // The SYN of the connection goes out.
  void open() {
    asio::co_spawn(io, read_frames(mux), asio::detached);
    io.poll();
  }

  static asio::awaitable<void> read_frames(std::shared_ptr<MuxPipe> mux) {
    Bytes room(1024);
    const std::array pieces{std::span<std::uint8_t>(room)};
    const auto read = co_await mux->read_some(pieces);
    EXPECT_TRUE(read.has_value());
  }

  asio::io_context io;
  std::shared_ptr<MuxPipe> mux = std::make_shared<MuxPipe>(io.get_executor());
  Socket local{io};
  std::optional<Result<void>> written;
  std::optional<Carried> carried;
};

TEST_F(CarryTest, EndOfTheSessionEndsAConnectionWhoseLocalSideReadsNothing) {
  carry_one(std::chrono::milliseconds(1));
  open();
  receive(8U << 20);
  EXPECT_FALSE(carried.has_value());
  mux->cancel();
  io.run_for(kEver);
  ASSERT_TRUE(carried.has_value());
  EXPECT_FALSE(carried->complete);
  EXPECT_LT(carried->received, 8U << 20);
}

TEST_F(CarryTest, WhatCameBeforeTheEndOfTheSessionReachesALocalSideThatReads) {
  carry_one(kEver);
  open();
  receive(10'000);
  mux->cancel();
  std::string got;
  boost::system::error_code error;
  io.run_for(std::chrono::milliseconds(1));
  asio::read(local, asio::dynamic_buffer(got), error);
  EXPECT_EQ(got, std::string(10'000, 'x'));
  io.restart();
  io.run_for(kEver);
  ASSERT_TRUE(carried.has_value());
  EXPECT_FALSE(carried->complete);
}

TEST_F(CarryTest, WhatComesBeforeTheMultiplexerHasBegunIsDropped) {
  asio::co_spawn(io, feed(mux, Bytes(100, 'x'), written), asio::detached);
  io.poll();
  ASSERT_TRUE(written.has_value());
  EXPECT_TRUE(written->has_value());
  mux->cancel();
}

}  // namespace
}  // namespace cloudx::forwarding
