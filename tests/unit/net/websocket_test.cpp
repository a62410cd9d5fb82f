// A client and a server end over a TCP connection on loopback.

#include "net/websocket.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "net/http_server.hpp"
#include "net/tcp_stream.hpp"

namespace cloudx::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t kBatches = 200;

// The message number `index`: sizes around every bound of the frame's length field and of a batch.
Bytes message(std::size_t index) {
  constexpr std::array<std::size_t, 9> kSizes{1, 125, 126, 1024, 1144, 65535, 65536, 300, 20000};
  Bytes bytes(kSizes.at(index % kSizes.size()));
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * index);
  return bytes;
}

class WebSocketTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = serve_http(
        io.get_executor(), {}, [](HttpRequest) { return refuse(); },
        [this](std::unique_ptr<Stream> stream, HttpRequest request) {
          return open_server(std::move(stream), std::move(request));
        });
    ASSERT_TRUE(started.has_value());
    listener = std::move(*started);
    tcp::socket socket(io);
    socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port_to_dial()));
    asio::co_spawn(io, open_client(std::make_unique<TcpStream>(std::move(socket))), asio::detached);
    while (!(client && server)) ASSERT_GT(io.run_one(), 0U);
  }

  virtual std::uint16_t port_to_dial() { return listener->port(); }

  static asio::awaitable<HttpResponse> refuse() { co_return HttpResponse{}; }

  asio::awaitable<void> open_client(std::unique_ptr<Stream> stream) {
    HttpRequest request;
    request.method = "GET";
    request.url = *parse_url("ws://127.0.0.1/channel");
    auto socket = co_await upgrade_client(std::move(stream), std::move(request), limits, {});
    EXPECT_TRUE(socket.has_value());
    if (socket) client = std::move(*socket);
  }

  asio::awaitable<void> open_server(std::unique_ptr<Stream> stream, HttpRequest request) {
    auto socket = co_await upgrade_server(std::move(stream), std::move(request), {}, {});
    EXPECT_TRUE(socket.has_value());
    if (socket) server = std::move(*socket);
  }

  // Batches of 1, 2, 3 … messages.
  static asio::awaitable<void> send(WebSocket& socket, bool& done) {
    std::size_t index = 0;
    for (std::size_t batch = 0; batch < kBatches; ++batch) {
      std::vector<Bytes> kept;
      std::vector<WebSocketMessage> messages;
      for (std::size_t i = 0; i <= batch % 10; ++i) kept.push_back(message(index++));
      for (const Bytes& bytes : kept) messages.push_back({false, bytes});
      const auto written = co_await socket.write(messages);
      EXPECT_TRUE(written.has_value());
    }
    done = true;
  }

  static asio::awaitable<void> expect(WebSocket& socket, bool& done) {
    for (std::size_t index = 0; index < kBatches / 10 * 55; ++index) {
      const auto got = co_await socket.read();
      EXPECT_TRUE(got.has_value());
      if (!got) co_return;
      EXPECT_TRUE(std::ranges::equal(got->payload, message(index))) << index;
    }
    done = true;
  }

  asio::io_context io;
  WebSocketLimits limits;  // of the client
  std::unique_ptr<HttpServer> listener;
  std::unique_ptr<WebSocket> client;
  std::unique_ptr<WebSocket> server;
};

TEST_F(WebSocketTest, BatchesOfMessagesArriveWholeAndInOrderBothWaysAtOnce) {
  std::array<bool, 4> done{};
  asio::co_spawn(io, send(*client, done[0]), asio::detached);
  asio::co_spawn(io, send(*server, done[1]), asio::detached);
  asio::co_spawn(io, expect(*client, done[2]), asio::detached);
  asio::co_spawn(io, expect(*server, done[3]), asio::detached);
  while (!std::ranges::all_of(done, std::identity())) ASSERT_GT(io.run_one(), 0U);
}

asio::awaitable<void> close_with(WebSocket& socket) {
  co_await socket.close(1000, "Bye", std::chrono::seconds(10));
}

asio::awaitable<void> read_to_the_end(WebSocket& socket, std::optional<Error>& end) {
  auto got = co_await socket.read();
  while (got) got = co_await socket.read();
  end = got.error();
}

asio::awaitable<void> write_one(WebSocket& socket, std::optional<Result<void>>& result) {
  const Bytes bytes(100);
  const std::array messages{WebSocketMessage{false, bytes}};
  result = co_await socket.write(messages);
}

TEST_F(WebSocketTest, CloseReachesTheOtherEndBehindTheLastBatch) {
  std::optional<Error> seen_by_server;
  std::optional<Result<void>> written;
  asio::co_spawn(io, read_to_the_end(*server, seen_by_server), asio::detached);
  asio::co_spawn(io, write_one(*client, written), asio::detached);
  while (!written) ASSERT_GT(io.run_one(), 0U);
  asio::co_spawn(io, close_with(*client), asio::detached);
  while (!seen_by_server) ASSERT_GT(io.run_one(), 0U);
  EXPECT_EQ(seen_by_server->kind, Errc::closed);
  EXPECT_NE(seen_by_server->message.find("1000"), std::string::npos);
}

asio::awaitable<void> write_text(WebSocket& socket, Bytes bytes, bool& done) {
  const std::array messages{WebSocketMessage{true, bytes}};
  const auto written = co_await socket.write(messages);
  EXPECT_TRUE(written.has_value());
  done = true;
}

asio::awaitable<void> read_one(WebSocket& socket, std::optional<Bytes>& read) {
  const auto got = co_await socket.read();
  EXPECT_TRUE(got.has_value()) << got.error().message;
  if (got) read.emplace(got->payload.begin(), got->payload.end());
}

// As session-manager-plugin reads it, which asks for no UTF-8.
TEST_F(WebSocketTest, TextFrameWithAnyBytesReachesAClient) {
  const Bytes bytes = {0x00, 0xFF, 0xC0, 0x80, 'x', 0xED, 0xA0};
  bool written = false;
  std::optional<Bytes> read;
  asio::co_spawn(io, write_text(*server, bytes, written), asio::detached);
  asio::co_spawn(io, read_one(*client, read), asio::detached);
  while (!read || !written) ASSERT_GT(io.run_one(), 0U);
  EXPECT_EQ(*read, bytes);
}

TEST_F(WebSocketTest, WriteAfterAbortFails) {
  client->abort();
  std::optional<Result<void>> written;
  asio::co_spawn(io, write_one(*client, written), asio::detached);
  while (!written) ASSERT_GT(io.run_one(), 0U);
  EXPECT_FALSE(written->has_value());
}

asio::awaitable<void> write_until_it_fails(WebSocket& socket, bool& failed) {
  const Bytes bytes(60'000);
  const std::array messages{WebSocketMessage{false, bytes}};
  while (co_await socket.write(messages)) {
  }
  failed = true;
}

TEST_F(WebSocketTest, AbortEndsAWriteThatTheOtherEndDoesNotRead) {
  bool failed = false;
  asio::co_spawn(io, write_until_it_fails(*server, failed), asio::detached);
  while (io.poll() > 0) {
  }
  EXPECT_FALSE(failed);
  server->abort();
  while (!failed) ASSERT_GT(io.run_one(), 0U);
}

TEST(RefusedWebSocket, WhatTheServiceRepeatsOfTheRequestIsNoPartOfTheError) {
  asio::io_context io;
  const auto listener = serve_http(io.get_executor(), {},
                                   [](HttpRequest request) -> asio::awaitable<HttpResponse> {
                                     HttpResponse response;
                                     response.status = 403;
                                     response.body = "you may not\nhave " + request.url.target;
                                     co_return response;
                                   },
                                   {});
  ASSERT_TRUE(listener.has_value());
  tcp::socket socket(io);
  socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), (*listener)->port()));
  HttpRequest request;
  request.url = *parse_url("ws://127.0.0.1/channel?role=x&X-Amz-Signature=hidden");
  std::optional<Result<std::unique_ptr<WebSocket>>> opened;
  asio::co_spawn(
      io,
      upgrade_client(std::make_unique<TcpStream>(std::move(socket)), std::move(request), {}, {}),
      [&](const std::exception_ptr&, Result<std::unique_ptr<WebSocket>> got) {
        opened = std::move(got);
      });
  while (!opened) ASSERT_GT(io.run_one(), 0U);
  ASSERT_FALSE(opened->has_value());
  EXPECT_EQ(opened->error().http_status, 403);
  EXPECT_EQ(opened->error().message,
            "opening the websocket to 127.0.0.1: the service answered 403 you may not have "
            "/channel?role=x&X-Amz-Signature...");
}

class KeepAliveTest : public WebSocketTest {
 protected:
  KeepAliveTest() {
    limits.ping_interval = std::chrono::milliseconds(20);
    limits.missed_pongs = 2;
  }
  void run_for(std::chrono::milliseconds time) {
    io.run_for(time);
    io.restart();
  }
};

TEST_F(KeepAliveTest, PongsKeepAnIdleWebsocketOpen) {
  std::optional<Error> client_end;
  std::optional<Error> server_end;
  asio::co_spawn(io, read_to_the_end(*client, client_end), asio::detached);
  asio::co_spawn(io, read_to_the_end(*server, server_end), asio::detached);
  run_for(std::chrono::milliseconds(300));
  // A machine that stands still for the whole limit may lose it; both ends are one process here.
  EXPECT_FALSE(client_end.has_value());
  EXPECT_FALSE(server_end.has_value());
}

TEST_F(KeepAliveTest, SilenceOfAPeerThatNobodyListensToIsNotHeldAgainstIt) {
  run_for(std::chrono::milliseconds(300));
  std::optional<Error> client_end;
  asio::co_spawn(io, read_to_the_end(*client, client_end), asio::detached);
  io.poll();
  EXPECT_FALSE(client_end.has_value());
}

// Between client and server: what the client sends can be looked at.
class OwnSilenceTest : public WebSocketTest {
 protected:
  OwnSilenceTest() {
    limits.ping_interval = std::chrono::hours(1);
    limits.own_silence = std::chrono::milliseconds(20);
  }

  std::uint16_t port_to_dial() override {
    asio::co_spawn(io, relay(), asio::detached);
    return acceptor.local_endpoint().port();
  }

  asio::awaitable<void> relay() {
    near = co_await acceptor.async_accept(asio::use_awaitable);
    const tcp::endpoint server_end(asio::ip::address_v4::loopback(), listener->port());
    co_await far.async_connect(server_end, asio::use_awaitable);
    asio::co_spawn(io, pass(far, near, nullptr), asio::detached);
    co_await pass(near, far, &from_client);
  }

  static asio::awaitable<void> pass(tcp::socket& from, tcp::socket& to, std::string* seen) {
    std::array<char, 65536> buffer;
    for (;;) {
      const auto [error, size] =
          co_await from.async_read_some(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
      if (error) break;
      if (seen != nullptr) seen->append(buffer.data(), size);
      co_await asio::async_write(to, asio::buffer(buffer, size),
                                 asio::as_tuple(asio::use_awaitable));
    }
  }

  // Without payload and masked: six bytes (RFC 6455, section 5.2). So are the pongs, if the server
  // has come to ask. This client sends nothing else behind its upgrade.
  [[nodiscard]] std::size_t pings() const {
    std::size_t count = 0;
    for (std::size_t at = from_client.find("\r\n\r\n") + 4; at < from_client.size(); at += 6) {
      if (from_client[at] == '\x89') ++count;
    }
    return count;
  }

  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  tcp::socket near{io};
  tcp::socket far{io};
  std::string from_client;
};

asio::awaitable<void> send_until(WebSocket& socket, const bool& enough) {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  const Bytes bytes(100);
  const std::array messages{WebSocketMessage{false, bytes}};
  while (!enough && co_await socket.write(messages)) {
    pause.expires_after(std::chrono::milliseconds(1));
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

TEST_F(OwnSilenceTest, ClientThatOnlyListensPingsAPeerThatIsNotSilent) {
  bool enough = false;
  std::optional<Error> client_end;
  std::optional<Error> server_end;
  asio::co_spawn(io, send_until(*server, enough), asio::detached);
  asio::co_spawn(io, read_to_the_end(*client, client_end), asio::detached);
  asio::co_spawn(io, read_to_the_end(*server, server_end), asio::detached);
  while (pings() < 3) ASSERT_GT(io.run_one(), 0U);
  enough = true;
  EXPECT_FALSE(client_end.has_value());
  EXPECT_FALSE(server_end.has_value());
}

TEST_F(OwnSilenceTest, ClientThatNobodyListensToPingsAsWell) {
  while (pings() < 3) ASSERT_GT(io.run_one(), 0U);
}

class PingsAmongDataTest : public WebSocketTest {
 protected:
  PingsAmongDataTest() { limits.own_silence = std::chrono::microseconds(1); }
};

TEST_F(PingsAmongDataTest, MessagesArriveWholeAndInOrder) {
  std::array<bool, 4> done{};
  asio::co_spawn(io, send(*client, done[0]), asio::detached);
  asio::co_spawn(io, send(*server, done[1]), asio::detached);
  asio::co_spawn(io, expect(*client, done[2]), asio::detached);
  asio::co_spawn(io, expect(*server, done[3]), asio::detached);
  while (!std::ranges::all_of(done, std::identity())) ASSERT_GT(io.run_one(), 0U);
}

TEST_F(KeepAliveTest, PeerThatReadsNothingCountsAsGone) {
  std::optional<Error> client_end;
  asio::co_spawn(io, read_to_the_end(*client, client_end), asio::detached);
  while (!client_end) ASSERT_GT(io.run_one(), 0U);
  EXPECT_EQ(client_end->kind, Errc::connect);
  EXPECT_NE(client_end->message.find("not answered for too long"), std::string::npos);
}

}  // namespace
}  // namespace cloudx::net
