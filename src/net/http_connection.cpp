#include "net/http_connection.hpp"

#include <exception>
#include <utility>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>

namespace cloudx::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr std::size_t kReadSize = std::size_t{16} * 1024;
// "0", CR LF, CR LF: no chunk line or trailer that was begun ends with fewer bytes. Beast asserts
// that it is not asked again before (basic_parser::parse_chunk_header).
constexpr std::size_t kShortestEnd = 5;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// What came of reading a request.
struct Received {
  // 0: it is complete; -1: the connection ended; else the status to refuse it with.
  int refused = -1;
  bool keep_alive = false;
  bool websocket = false;
  bool is_head = false;
  HttpRequest request;
};

// One connection, request after request.
class Connection {
 public:
  Connection(std::shared_ptr<const HttpService> service, std::unique_ptr<Stream> stream,
             std::string peer)
      : service_(std::move(service)), stream_(std::move(stream)), peer_(std::move(peer)) {}

  asio::awaitable<void> serve() {
    while (co_await serve_one()) {
    }
  }

 private:
  using Parser = beast::http::request_parser<beast::http::string_body>;

  [[nodiscard]] const HttpServerOptions& options() const { return service_->options; }
  [[nodiscard]] async::Deadline deadline(std::chrono::steady_clock::duration limit) const {
    return async::Deadline{.stop = service_->stop.get_token()}.at_most(limit);
  }

  // False when the connection has ended.
  asio::awaitable<bool> serve_one() {
    Received received = co_await receive();
    // A handler may take its time: what is not needed meanwhile is given back.
    if (received_.size() == 0) received_.shrink_to_fit();
    if (received.refused != 0) {
      if (received.refused > 0) {
        const HttpResponse response{received.refused, {}, "The request can not be read.\n"};
        co_await write_response(*stream_, response, false, deadline(options().request_deadline),
                                !received.is_head);
      }
      co_return false;
    }
    if (received.websocket && service_->upgrade) {
      co_await service_->upgrade(std::move(stream_), std::move(received.request));
      co_return false;
    }
    const HttpResponse response = co_await response_to(std::move(received.request));
    if (response.status == 0) co_return false;
    const auto written =
        co_await write_response(*stream_, response, received.keep_alive,
                                deadline(options().request_deadline), !received.is_head);
    co_return written.has_value() && received.keep_alive;
  }

  // The parser lives in this call's frame alone.
  asio::awaitable<Received> receive() {
    Parser parser;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(options().max_header));
    parser.body_limit(options().max_body);
    Received received;
    received.refused = co_await read_into(parser);
    received.is_head = parser.get().method() == beast::http::verb::head;
    if (received.refused != 0) co_return received;
    received.keep_alive = parser.get().keep_alive();
    received.websocket =
        beast::http::token_list(parser.get()[beast::http::field::upgrade]).exists("websocket");
    received.request = as_request(parser.release());
    co_return received;
  }

  asio::awaitable<int> read_into(Parser& parser) {
    async::Deadline limit = deadline(options().idle_limit);
    bool started = false;
    bool in_chunk_line = false;
    bool is_head_seen = false;
    for (;;) {
      if (received_.size() >= (in_chunk_line ? kShortestEnd : 1)) {
        if (!started) limit = deadline(options().request_deadline);
        started = true;
        boost::system::error_code error;
        received_.consume(parser.put(received_.data(), error));
        const bool unfinished = error == beast::http::error::need_more;
        in_chunk_line = unfinished && parser.is_header_done();
        // Before anything that depends on how much of the body came along.
        const bool is_head_new = parser.is_header_done() && !std::exchange(is_head_seen, true);
        if (is_head_new && expects_what_is_unknown(parser.get())) co_return 417;
        if (error == beast::http::error::body_limit) co_return 413;
        if (error == beast::http::error::header_limit) co_return 431;
        if (error && !unfinished) co_return 400;
        // Beast bounds a head by itself, but neither a chunk's first line nor a trailer.
        if (unfinished && received_.size() > options().max_header) co_return 431;
        if (parser.is_done()) co_return 0;
        if (is_head_new && expects_something(parser.get())) {
          // Who wants to hear that the head is good before sending the body hears it.
          if (!co_await stream_->write_all(as_bytes(kContinue), limit)) co_return -1;
        }
      }
      const auto space = received_.prepare(kReadSize);
      const std::span<std::uint8_t> into(static_cast<std::uint8_t*>(space.data()), space.size());
      const auto got = co_await stream_->read_some(into, limit);
      if (!got || *got == 0) co_return -1;
      received_.commit(*got);
    }
  }

  // RFC 9110 section 10.1.1: older clients' expectations are passed over.
  static bool expects_something(const Parser::value_type& head) {
    return head.version() >= 11 && !head[beast::http::field::expect].empty();
  }
  static bool expects_what_is_unknown(const Parser::value_type& head) {
    return expects_something(head) &&
           !beast::iequals(head[beast::http::field::expect], "100-continue");
  }

  [[nodiscard]] HttpRequest as_request(Parser::value_type message) const {
    HttpRequest request;
    request.method.assign(message.method_string().data(), message.method_string().size());
    request.url.scheme = options().certificate ? "https" : "http";
    request.url.host = options().address;
    request.url.port = options().port;
    request.url.target.assign(message.target().data(), message.target().size());
    for (const auto& field : message) {
      request.headers.push_back({{field.name_string().data(), field.name_string().size()},
                                 {field.value().data(), field.value().size()}});
    }
    request.body = std::move(message.body());
    request.peer = peer_;
    return request;
  }

  asio::awaitable<HttpResponse> response_to(HttpRequest request) {
    try {
      co_return co_await service_->handler(std::move(request));
    } catch (const std::exception&) {
      // A programming error in one handler is that request's failure, not the server's.
      co_return HttpResponse{500, {}, "Internal server error\n"};
    }
  }

  std::shared_ptr<const HttpService> service_;
  std::unique_ptr<Stream> stream_;
  std::string peer_;
  beast::flat_buffer received_;
};

}  // namespace

asio::awaitable<void> serve_connection(std::shared_ptr<const HttpService> service,
                                       std::unique_ptr<Stream> stream, std::string peer) {
  Connection connection(std::move(service), std::move(stream), std::move(peer));
  co_await connection.serve();
}

}  // namespace cloudx::net
