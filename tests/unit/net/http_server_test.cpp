// A server and plain sockets as its clients, over loopback.

#include "net/http_server.hpp"

#include <array>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "sandbox/tls/authority.hpp"

namespace cloudx::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class HttpServerTest : public testing::Test {
 protected:
  void serve(HttpServerOptions options) {
    auto started = serve_http(
        io_.get_executor(), std::move(options),
        [this](HttpRequest request) { return answer(std::move(request)); }, nullptr);
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  asio::awaitable<HttpResponse> answer(HttpRequest request) {
    requests_.push_back(std::move(request));
    co_return HttpResponse{status_, {}, "hello"};
  }
  tcp::socket client() {
    tcp::socket socket(io_);
    socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), server_->port()));
    socket.non_blocking(true);
    return socket;
  }
  // What the server sends until `enough`, or until it closes.
  std::string read(tcp::socket& socket, const std::function<bool(const std::string&)>& enough) {
    std::string got;
    while (!enough(got)) {
      std::array<char, 4096> chunk{};
      boost::system::error_code error;
      const std::size_t size = socket.read_some(asio::buffer(chunk), error);
      got.append(chunk.data(), size);
      if (error == asio::error::would_block) {
        io_.poll();
      } else if (error) {
        break;
      }
    }
    return got;
  }
  std::string read_to_end(tcp::socket& socket) {
    return read(socket, [](const std::string&) { return false; });
  }

  asio::io_context io_;
  std::unique_ptr<HttpServer> server_;
  std::vector<HttpRequest> requests_;
  int status_ = 200;
};

const std::string kGet = "GET /path?query HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kLast = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

bool has_answer(const std::string& text) {
  return text.contains("\r\n\r\nhello");
}

TEST_F(HttpServerTest, HandlerLearnsThePeer) {
  serve({});
  tcp::socket socket = client();
  asio::write(socket, asio::buffer(kLast));
  EXPECT_TRUE(has_answer(read_to_end(socket)));
  ASSERT_EQ(requests_.size(), 1U);
  EXPECT_EQ(requests_[0].peer, "127.0.0.1");
}

TEST_F(HttpServerTest, RequestsOfOneConnectionAreAnsweredInTurn) {
  serve({});
  tcp::socket socket = client();
  asio::write(socket, asio::buffer(kGet + kLast));
  const std::string text = read_to_end(socket);
  EXPECT_EQ(requests_.size(), 2U);
  EXPECT_EQ(requests_[0].url.target, "/path?query");
  EXPECT_NE(text.find("hello"), text.rfind("hello"));
}

TEST_F(HttpServerTest, ConnectionAboveTheLimitIsClosedAndASeatIsGivenOn) {
  serve({.max_connections = 1});
  tcp::socket first = client();
  asio::write(first, asio::buffer(kGet));
  EXPECT_TRUE(has_answer(read(first, has_answer)));
  tcp::socket second = client();
  EXPECT_EQ(read_to_end(second), "");
  EXPECT_EQ(server_->connections(), 1U);
  first.close();
  while (server_->connections() > 0) io_.run_one();
  tcp::socket third = client();
  asio::write(third, asio::buffer(kLast));
  EXPECT_TRUE(has_answer(read_to_end(third)));
}

TEST_F(HttpServerTest, LoopbackHasNoLimitOfItsOwn) {
  serve({.max_connections_per_peer = 1});
  tcp::socket first = client();
  asio::write(first, asio::buffer(kGet));
  EXPECT_TRUE(has_answer(read(first, has_answer)));
  tcp::socket second = client();
  asio::write(second, asio::buffer(kLast));
  EXPECT_TRUE(has_answer(read_to_end(second)));
}

TEST_F(HttpServerTest, UnfinishedRequestIsGivenUp) {
  serve({.request_deadline = std::chrono::milliseconds(50)});
  tcp::socket socket = client();
  asio::write(socket, asio::buffer(kGet.substr(0, 20)));
  EXPECT_EQ(read_to_end(socket), "");
  EXPECT_TRUE(requests_.empty());
}

TEST_F(HttpServerTest, HeadAboveTheLimitIsRefused) {
  serve({.max_header = 1024});
  tcp::socket socket = client();
  asio::write(socket, asio::buffer("GET / HTTP/1.1\r\nA: " + std::string(2000, 'a') + "\r\n\r\n"));
  EXPECT_TRUE(read_to_end(socket).starts_with("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, HeadHasNoBodyAndTheConnectionGoesOn) {
  serve({});
  tcp::socket socket = client();
  asio::write(socket, asio::buffer("HEAD /path HTTP/1.1\r\nHost: a\r\n\r\n" + kLast));
  const std::string text = read_to_end(socket);
  ASSERT_EQ(requests_.size(), 2U);
  EXPECT_EQ(requests_[0].method, "HEAD");
  const std::string head = text.substr(0, text.find("\r\n\r\n") + 4);
  EXPECT_TRUE(head.contains("Content-Length: 5\r\n")) << head;
  EXPECT_TRUE(text.substr(head.size()).starts_with("HTTP/1.1 200 ")) << text;
}

TEST_F(HttpServerTest, AnswerWithoutContentHasNoLength) {
  status_ = 204;
  serve({});
  tcp::socket socket = client();
  asio::write(socket, asio::buffer(kLast));
  const std::string text = read_to_end(socket);
  EXPECT_FALSE(text.contains("Content-Length")) << text;
  EXPECT_TRUE(text.ends_with("\r\n\r\n")) << text;
}

TEST_F(HttpServerTest, WhoExpectsToHearMayGoOn) {
  serve({});
  tcp::socket socket = client();
  asio::write(socket,
              asio::buffer(std::string("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                       "Content-Length: 3\r\nExpect: 100-Continue\r\n\r\n")));
  const std::string first =
      read(socket, [](const std::string& text) { return text.contains("\r\n\r\n"); });
  EXPECT_EQ(first, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(requests_.empty());
  asio::write(socket, asio::buffer(std::string("abc")));
  EXPECT_TRUE(has_answer(read_to_end(socket)));
  ASSERT_EQ(requests_.size(), 1U);
  EXPECT_EQ(requests_[0].body, "abc");
}

TEST_F(HttpServerTest, WhoWouldSendTooMuchIsNotTold) {
  serve({.max_body = 10});
  tcp::socket socket = client();
  asio::write(socket,
              asio::buffer(std::string("POST / HTTP/1.1\r\nHost: a\r\n"
                                       "Content-Length: 11\r\nExpect: 100-continue\r\n\r\n")));
  EXPECT_TRUE(read_to_end(socket).starts_with("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, OtherExpectationsAreRefused) {
  serve({});
  tcp::socket socket = client();
  asio::write(socket, asio::buffer(std::string("POST / HTTP/1.1\r\nHost: a\r\n"
                                               "Content-Length: 1\r\nExpect: a-miracle\r\n\r\n")));
  EXPECT_TRUE(read_to_end(socket).starts_with("HTTP/1.1 417 "));
}

TEST_F(HttpServerTest, OtherExpectationsAreRefusedHoweverMuchOfTheBodyComesAlong) {
  serve({.max_body = 10});
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\n";
  const std::string sized = head + "Content-Length: 3\r\n\r\n";
  const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
  for (const std::string& text :
       {sized, sized + "ab", sized + "abc", sized + "abc" + kGet, head + "\r\n", chunked,
        chunked + "3\r\nabc\r\n0\r\n\r\n", chunked + "b\r\n", chunked + "no size\r\n"}) {
    tcp::socket socket = client();
    asio::write(socket, asio::buffer(text));
    EXPECT_TRUE(read_to_end(socket).starts_with("HTTP/1.1 417 ")) << text;
  }
  EXPECT_TRUE(requests_.empty());
}

TEST_F(HttpServerTest, WhoSendsTheBodyAtOnceNeedNotHear) {
  serve({});
  tcp::socket socket = client();
  asio::write(socket,
              asio::buffer(std::string("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                       "Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc")));
  EXPECT_TRUE(read_to_end(socket).starts_with("HTTP/1.1 200 "));
  ASSERT_EQ(requests_.size(), 1U);
  EXPECT_EQ(requests_[0].body, "abc");
}

TEST_F(HttpServerTest, SocketForBothFamiliesShowsIpv4ClientsAsSuch) {
  serve({.address = "::", .max_connections_per_peer = 1});
  tcp::socket socket = client();
  asio::write(socket, asio::buffer(kGet));
  EXPECT_TRUE(has_answer(read(socket, has_answer)));
  EXPECT_EQ(requests_[0].peer, "127.0.0.1");
  tcp::socket second = client();  // loopback has no limit of its own in this form, either
  asio::write(second, asio::buffer(kLast));
  EXPECT_TRUE(has_answer(read_to_end(second)));
}

TEST_F(HttpServerTest, LimitsMayChangeWhileItServes) {
  serve({});
  server_->limit_connections(1, 1);
  tcp::socket first = client();
  asio::write(first, asio::buffer(kGet));
  EXPECT_TRUE(has_answer(read(first, has_answer)));
  tcp::socket second = client();
  EXPECT_EQ(read_to_end(second), "");
}

TEST_F(HttpServerTest, CertificateThatDoesNotFitLeavesTheOldOne) {
  const auto one = sandbox::make_authority().server;
  const auto other = sandbox::make_authority().server;
  serve({.certificate = ServerCertificate{.chain_pem = one.certificate_pem,
                                          .private_key_pem = one.private_key_pem}});
  EXPECT_FALSE(server_->use_certificate(
      {.chain_pem = "no certificate", .private_key_pem = other.private_key_pem}));
  EXPECT_FALSE(server_->use_certificate(
      {.chain_pem = other.certificate_pem, .private_key_pem = one.private_key_pem}));
  EXPECT_TRUE(server_->use_certificate(
      {.chain_pem = other.certificate_pem, .private_key_pem = other.private_key_pem}));
}

TEST_F(HttpServerTest, EmptyCertificateIsNoPlainHttp) {
  boost::asio::io_context context;
  const auto handler = [](HttpRequest) -> boost::asio::awaitable<HttpResponse> {
    co_return HttpResponse{200, {}, {}};
  };
  EXPECT_FALSE(
      serve_http(context.get_executor(), {.certificate = ServerCertificate{}}, handler, nullptr));
}

}  // namespace
}  // namespace cloudx::net
