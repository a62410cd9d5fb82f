#include "net/http_connection.hpp"

#include <exception>
#include <utility>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>

namespace cloudx::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr std::size_t kReadSize = std::size_t{16} * 1024;
constexpr std::uint32_t kMaxHeader = 64U * 1024;
// "0", CR LF, CR LF: no chunk line or trailer that was begun ends with fewer bytes. Beast asserts
// that it is not asked again before (basic_parser::parse_chunk_header).
constexpr std::size_t kShortestEnd = 5;
constexpr std::chrono::minutes kIdleLimit{5};  // between two requests of a kept-alive connection

// One connection, request after request.
class Connection {
 public:
  Connection(std::shared_ptr<const HttpService> service, std::unique_ptr<Stream> stream)
      : service_(std::move(service)), stream_(std::move(stream)) {}

  asio::awaitable<void> serve() {
    while (co_await serve_one()) {
    }
  }

 private:
  using Parser = beast::http::request_parser<beast::http::string_body>;

  [[nodiscard]] Budget budget(std::chrono::steady_clock::duration limit) const {
    return Budget{.stop = service_->stop.get_token()}.at_most(limit);
  }

  // False when the connection has ended.
  asio::awaitable<bool> serve_one() {
    Parser parser;
    parser.eager(true);
    parser.header_limit(kMaxHeader);
    parser.body_limit(service_->options.max_body);
    const int refused = co_await read_request(parser);
    if (refused != 0) {
      if (refused > 0) {
        const HttpResponse answer{refused, {}, "The request can not be read.\n"};
        co_await write_response(*stream_, answer, false,
                                budget(service_->options.request_deadline));
      }
      co_return false;
    }
    const bool keep_alive = parser.get().keep_alive();
    const bool websocket =
        beast::http::token_list(parser.get()[beast::http::field::upgrade]).exists("websocket");
    HttpRequest request = as_request(parser.release());
    if (websocket && service_->upgrade) {
      co_await service_->upgrade(std::move(stream_), std::move(request));
      co_return false;
    }
    const HttpResponse answer = co_await answer_to(std::move(request));
    const auto written = co_await write_response(*stream_, answer, keep_alive,
                                                 budget(service_->options.request_deadline));
    co_return written.has_value() && keep_alive;
  }

  // 0: the request is complete; -1: the connection ended; else the status to refuse it with.
  asio::awaitable<int> read_request(Parser& parser) {
    Budget limit = budget(kIdleLimit);
    bool started = false;
    bool in_chunk_line = false;
    for (;;) {
      if (received_.size() >= (in_chunk_line ? kShortestEnd : 1)) {
        if (!started) limit = budget(service_->options.request_deadline);
        started = true;
        boost::system::error_code error;
        received_.consume(parser.put(received_.data(), error));
        const bool unfinished = error == beast::http::error::need_more;
        in_chunk_line = unfinished && parser.is_header_done();
        if (error == beast::http::error::body_limit) co_return 413;
        if (error == beast::http::error::header_limit) co_return 431;
        if (error && !unfinished) co_return 400;
        // Beast bounds a head by itself, but neither a chunk's first line nor a trailer.
        if (unfinished && received_.size() > kMaxHeader) co_return 431;
        if (parser.is_done()) co_return 0;
      }
      const auto space = received_.prepare(kReadSize);
      const std::span<std::uint8_t> into(static_cast<std::uint8_t*>(space.data()), space.size());
      const auto got = co_await stream_->read_some(into, limit);
      if (!got || *got == 0) co_return -1;
      received_.commit(*got);
    }
  }

  [[nodiscard]] HttpRequest as_request(Parser::value_type message) const {
    HttpRequest request;
    request.method.assign(message.method_string().data(), message.method_string().size());
    request.url.scheme = !service_->options.certificate_pem.empty() ? "https" : "http";
    request.url.host = service_->options.address;
    request.url.port = service_->options.port;
    request.url.target.assign(message.target().data(), message.target().size());
    for (const auto& field : message) {
      request.headers.push_back({{field.name_string().data(), field.name_string().size()},
                                 {field.value().data(), field.value().size()}});
    }
    request.body = std::move(message.body());
    return request;
  }

  asio::awaitable<HttpResponse> answer_to(HttpRequest request) {
    try {
      co_return co_await service_->handler(std::move(request));
    } catch (const std::exception&) {
      // A programming error in one handler is that request's failure, not the server's.
      co_return HttpResponse{500, {}, "Internal server error\n"};
    }
  }

  std::shared_ptr<const HttpService> service_;
  std::unique_ptr<Stream> stream_;
  beast::flat_buffer received_;
};

}  // namespace

asio::awaitable<void> serve_connection(std::shared_ptr<const HttpService> service,
                                       std::unique_ptr<Stream> stream) {
  Connection connection(std::move(service), std::move(stream));
  co_await connection.serve();
}

}  // namespace cloudx::net
