#include "net/http_client.hpp"

#include <array>
#include <chrono>
#include <optional>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include "base/secret.hpp"
#include "base/trace.hpp"

namespace cloudx::net {

namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::string_body>;

// Of a head, a chunk's first line or a trailer, while its end has not come. Beast bounds only the
// head by itself.
constexpr std::size_t kMaxUnfinished = 32U << 10;
// "0", CR LF, CR LF: no chunk line or trailer that was begun ends with fewer bytes. Beast asserts
// that it is not asked again before (basic_parser::parse_chunk_header).
constexpr std::size_t kShortestEnd = 5;
// Of a request: a session token alone is some 1500 bytes.
constexpr std::size_t kUsualHead = 8U << 10;

std::string render(const HttpRequest& request) {
  std::string text;
  // Whatever grows leaves its beginning behind in freed memory; a body may be secret.
  text.reserve(request.body.size() + kUsualHead);
  text += fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.url.target,
                      request.url.authority());
  for (const HttpHeader& header : request.headers) {
    text += fmt::format("{}: {}\r\n", header.name, header.value);
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    text += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  text += "\r\n";
  text += request.body;
  return text;
}

// A header that would break out of its line, or out of the head.
bool has_line_break(const HttpRequest& request) {
  const auto broken = [](std::string_view text) {
    return text.find_first_of("\r\n") != std::string_view::npos || text.contains('\0');
  };
  if (broken(request.method) || broken(request.url.target)) return true;
  for (const HttpHeader& header : request.headers) {
    if (broken(header.name) || broken(header.value)) return true;
  }
  return false;
}

// Makes an answer of what a connection brings.
class ResponseReader {
 public:
  // `head`: the answer to HEAD, which has no body whatever it says.
  ResponseReader(std::size_t max_body, bool head) : max_body_(max_body), head_(head) { begin(); }

  boost::system::error_code feed(std::string_view bytes) {
    pending_ += bytes;
    if (in_chunk_line_ && pending_.size() < kShortestEnd) return {};
    boost::system::error_code error;
    while (!pending_.empty() && !done()) {
      const std::size_t used = parser_->put(boost::asio::buffer(pending_), error);
      pending_.erase(0, used);
      const bool unfinished = error == http::error::need_more;
      in_chunk_line_ = unfinished && parser_->is_header_done();
      if (unfinished) {
        return pending_.size() > kMaxUnfinished ? http::error::header_limit
                                                : boost::system::error_code{};
      }
      if (error) return error;
      if (parser_->is_header_done() && status() < 100) return http::error::bad_status;
      if (done() && is_interim()) {
        begin();
      } else if (used == 0) {
        break;
      }
    }
    return {};
  }
  // The connection has ended.
  boost::system::error_code end() {
    boost::system::error_code error = http::error::end_of_stream;
    if (parser_->got_some()) parser_->put_eof(error);
    return error;
  }

  [[nodiscard]] bool done() const { return parser_->is_done(); }
  [[nodiscard]] bool keep_alive() const {
    return done() && parser_->keep_alive() && pending_.empty();
  }
  HttpResponse take() {
    auto message = parser_->release();
    HttpResponse response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
      response.headers.push_back({std::string(field.name_string()), std::string(field.value())});
    }
    response.body = std::move(message.body());
    return response;
  }

 private:
  void begin() {
    parser_.emplace();
    parser_->body_limit(max_body_);
    parser_->skip(head_);
    parser_->eager(true);
  }
  [[nodiscard]] unsigned status() const { return parser_->get().result_int(); }
  // Passed over, the final answer comes after it (RFC 9110 section 15.2). 101 is final.
  [[nodiscard]] bool is_interim() const { return status() < 200 && status() != 101; }

  std::size_t max_body_;
  bool head_;
  std::optional<Parser> parser_;
  std::string pending_;  // what the parser could not use yet
  bool in_chunk_line_ = false;
};

// What is asked of AWS: a header names it in the JSON protocol, the first field of the form in the
// others. Neither holds anything of the call.
std::string_view operation_of(const HttpRequest& request) {
  constexpr std::string_view kAction = "Action=";
  const std::string_view body = request.body;
  if (body.starts_with(kAction)) return body.substr(0, body.find('&')).substr(kAction.size());
  return find_header(request.headers, "X-Amz-Target");
}

// For a trace: not the path, which can be as good as a key (that of a container's credentials is).
std::string described(const HttpRequest& request) {
  const std::string_view operation = operation_of(request);
  return fmt::format("{} {}{}{}", request.method, request.url.authority(),
                     operation.empty() ? "" : " ", operation);
}

struct Exchange {
  Result<HttpResponse> response;
  bool keep_alive = false;
  bool answered = false;  // at least one byte came back
};

class PoolingClient final : public HttpClient {
 public:
  PoolingClient(StreamPool& pool, HttpClientOptions options) : pool_(pool), options_(options) {}

  boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request,
                                                    async::Deadline deadline) override {
    if (!trace::is_on(trace::Topic::http)) {
      co_return co_await exchange(std::move(request), std::move(deadline));
    }
    const auto began = std::chrono::steady_clock::now();
    const std::string what = described(request);
    auto response = co_await exchange(std::move(request), std::move(deadline));
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - began;
    trace::line(trace::Topic::http, "{}: {} in {:.1f} ms", what,
                response ? fmt::format("{}, {} bytes", response->status, response->body.size())
                         : response.error().message,
                taken.count());
    co_return response;
  }

 private:
  boost::asio::awaitable<Result<HttpResponse>> exchange(HttpRequest request,
                                                        async::Deadline deadline) {
    if (has_line_break(request)) co_return fail(Errc::usage, "a header value has a line break");
    const WipeAtEnd wipe_body(request.body);
    std::string text = render(request);
    const WipeAtEnd wipe_text(text);
    auto pooled = co_await pool_.acquire(request.url, deadline);
    if (!pooled) co_return std::unexpected(pooled.error());
    Exchange done = co_await converse(*pooled->stream, text, request.method == "HEAD", deadline);
    const bool stale = pooled->used_before && !done.answered && !done.response &&
                       done.response.error().kind == Errc::connect;
    if (stale) {
      pooled = co_await pool_.open_new(request.url, deadline);
      if (!pooled) co_return std::unexpected(pooled.error());
      done = co_await converse(*pooled->stream, text, request.method == "HEAD", deadline);
    }
    if (!done.response) co_return fail(request.url.host, done.response.error());
    if (done.keep_alive) pool_.release(request.url, std::move(pooled->stream));
    co_return std::move(done.response);
  }

  boost::asio::awaitable<Exchange> converse(Stream& stream, std::string_view text, bool head,
                                            async::Deadline deadline) {
    Exchange exchange{fail(Errc::connect, "the connection was closed before an answer came")};
    if (auto sent = co_await stream.write_all(as_bytes(text), deadline); !sent) {
      exchange.response = std::unexpected(sent.error());
      co_return exchange;
    }
    ResponseReader reader(options_.max_body, head);
    std::array<std::uint8_t, 16384> chunk;
    while (!reader.done()) {
      const auto got = co_await stream.read_some(chunk, deadline);
      if (!got) {
        exchange.response = std::unexpected(got.error());
        co_return exchange;
      }
      if (*got == 0) {
        if (!exchange.answered) co_return exchange;
        if (reader.end()) {
          exchange.response = fail(Errc::connect, "the answer was cut short");
          co_return exchange;
        }
        break;
      }
      exchange.answered = true;
      if (const auto error = reader.feed(as_text(std::span(chunk).first(*got)))) {
        exchange.response = fail(Errc::http, "the answer is not valid HTTP: " + error.message());
        co_return exchange;
      }
    }
    exchange.keep_alive = reader.keep_alive();
    exchange.response = reader.take();
    co_return exchange;
  }

  StreamPool& pool_;
  HttpClientOptions options_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(StreamPool& pool, HttpClientOptions options) {
  return std::make_unique<PoolingClient>(pool, options);
}

}  // namespace cloudx::net
