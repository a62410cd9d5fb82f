// Real connections over the loopback interface.

#include "os/network/tcp_state.hpp"

#include <array>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace cloudx::os {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class TcpStateTest : public testing::Test {
 protected:
  TcpStateTest() {
    tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    ours.connect(acceptor.local_endpoint());
    acceptor.accept(theirs);
  }
  // What the kernel does by itself may take a moment.
  template <class Condition>
  static bool comes_true(Condition condition) {
    for (int tries = 0; tries < 2000; ++tries) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  asio::io_context io;
  tcp::socket ours{io};
  tcp::socket theirs{io};
  PeerSigns signs;
};

TEST_F(TcpStateTest, WhatThePeersSystemHasTakenIsAcknowledged) {
  ours.send(asio::buffer("data"));
  EXPECT_TRUE(comes_true([&] {
    const auto state = send_state(ours, signs);
    return state && !state->unacknowledged;
  }));
}

// A listener whose queue is full drops what would begin another connection, and acknowledges
// nothing of it.
TEST_F(TcpStateTest, WhatThePeersSystemHasNotTakenIsUnacknowledged) {
  tcp::acceptor listener(io, tcp::v4());
  listener.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  listener.listen(0);
  tcp::socket queued(io);
  queued.connect(listener.local_endpoint());
  tcp::socket dropped(io);
  bool ended = false;
  dropped.async_connect(listener.local_endpoint(), [&](auto) { ended = true; });
  io.poll();
  EXPECT_FALSE(ended);
  const auto state = send_state(dropped, signs);
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->unacknowledged);
}

TEST_F(TcpStateTest, ClosedSocketHasNoState) {
  ours.close();
  EXPECT_FALSE(send_state(ours, signs));
  EXPECT_FALSE(is_connected(ours));
}

TEST_F(TcpStateTest, PeerThatHasClosedIsNotConnected) {
  EXPECT_TRUE(is_connected(ours));
  theirs.close();
  EXPECT_TRUE(comes_true([&] { return !is_connected(ours); }));
}

TEST_F(TcpStateTest, DataThatWaitsIsNoEndAndStaysUnread) {
  theirs.send(asio::buffer("data", 4));
  theirs.close();
  ours.wait(tcp::socket::wait_read);
  EXPECT_TRUE(is_connected(ours));
  std::array<char, 4> text{};
  EXPECT_EQ(ours.receive(asio::buffer(text)), 4U);
  EXPECT_TRUE(comes_true([&] { return !is_connected(ours); }));
}

}  // namespace
}  // namespace cloudx::os
