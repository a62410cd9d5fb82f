// How the server writes an answer.

#include <array>
#include <ctime>
#include <iterator>
#include <string>
#include <utility>

#include <boost/beast/http/status.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "net/http_server.hpp"

namespace cloudx::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

// IMF-fixdate (RFC 9110 section 5.6.7). The program runs in the "C" locale.
std::string http_date_now() {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::time(nullptr)));
}

// Answers that never have a body, nor a length (RFC 9110 section 8.6).
bool has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace

asio::awaitable<Result<void>> write_response(Stream& stream, const HttpResponse& response,
                                             bool keep_alive, async::Deadline deadline, bool body) {
  const auto reason =
      beast::http::obsolete_reason(static_cast<beast::http::status>(response.status));
  std::string text = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                                 std::string_view(reason.data(), reason.size()), http_date_now());
  if (has_body(response.status))
    text += fmt::format("Content-Length: {}\r\n", response.body.size());
  for (const HttpHeader& header : response.headers) {
    fmt::format_to(std::back_inserter(text), "{}: {}\r\n", header.name, header.value);
  }
  text += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  if (body && has_body(response.status)) text += response.body;
  co_return co_await stream.write_all(as_bytes(text), std::move(deadline));
}

}  // namespace cloudx::net
