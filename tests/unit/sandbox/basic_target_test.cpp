// Port forwarding without the multiplexer, to real listeners.

#include "sandbox/agent/basic_target.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "unit/sandbox/asio_fixture.hpp"

namespace cloudx::sandbox {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class BasicTargetTest : public AsioTest {
 protected:
  asio::awaitable<Result<std::unique_ptr<Target>>> dial() {
    return connect_to_port("127.0.0.1", std::to_string(listener.local_endpoint().port()));
  }
  tcp::socket accept() {
    tcp::socket socket(io);
    bool done = false;
    listener.async_accept(socket, [&](boost::system::error_code) { done = true; });
    run_until([&] { return done; });
    return socket;
  }
  std::unique_ptr<Target> make() {
    auto first = await(dial());
    return make_basic_target(io.get_executor(), std::move(*first), [this] { return dial(); });
  }
  static std::string received(tcp::socket& socket, std::size_t size) {
    std::string text(size, '\0');
    asio::read(socket, asio::buffer(text));
    return text;
  }

  tcp::acceptor listener{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
};

TEST_F(BasicTargetTest, DisconnectedPortIsDialledForWithTheNextData) {
  const auto target = make();
  tcp::socket first = accept();
  EXPECT_TRUE(write(*target, "one"));
  EXPECT_EQ(received(first, 3), "one");
  target->disconnect();
  char byte = 0;
  boost::system::error_code error;
  first.read_some(asio::buffer(&byte, 1), error);
  EXPECT_EQ(error, asio::error::eof);
  EXPECT_TRUE(write(*target, "two"));
  tcp::socket second = accept();
  EXPECT_EQ(received(second, 3), "two");
  asio::write(second, asio::buffer("answer", 6));
  EXPECT_EQ(read_until(*target, "answer"), "answer");
}

TEST_F(BasicTargetTest, ServerThatClosesIsNotTheEnd) {
  const auto target = make();
  {
    tcp::socket first = accept();
    asio::write(first, asio::buffer("bye", 3));
  }
  EXPECT_EQ(read_until(*target, "bye"), "bye");
  std::optional<Result<std::size_t>> more;
  Bytes buffer(10);
  asio::co_spawn(io, target->read_some(buffer),
                 [&](const std::exception_ptr&, Result<std::size_t> size) { more = size; });
  settle();
  EXPECT_FALSE(more);
  EXPECT_TRUE(write(*target, "two"));
  tcp::socket second = accept();
  asio::write(second, asio::buffer("hi", 2));
  run_until([&] { return more.has_value(); });
  EXPECT_EQ(more->value(), 2U);
}

TEST_F(BasicTargetTest, DialThatFailsIsTheEnd) {
  const auto target = make();
  (void)accept();
  target->disconnect();
  const auto port = std::to_string(listener.local_endpoint().port());
  listener.close();
  const auto failing = make_basic_target(io.get_executor(), nullptr,
                                         [port] { return connect_to_port("127.0.0.1", port); });
  EXPECT_FALSE(write(*failing, "x"));
  EXPECT_EQ(read_until(*failing, "never"), "");
}

TEST_F(BasicTargetTest, OnlyLoopbackIsReached) {
  const auto far = await(connect_to_port("192.0.2.1", "80"));
  ASSERT_FALSE(far);
  EXPECT_EQ(far.error().message, "dial tcp 192.0.2.1:80: connect: network is unreachable");
}

}  // namespace
}  // namespace cloudx::sandbox
