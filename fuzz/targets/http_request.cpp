// Requests as our HTTP server reads them off a connection.
//
// Input: one byte of options, the size of the reads, then what the client sends.

#include <cstdint>
#include <vector>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"
#include "fuzz/support/scripted_stream.hpp"
#include "net/http_connection.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

constexpr std::size_t kMaxBody = 4096;
constexpr std::size_t kEndless = 512U << 10;
// The limit of a head is 64 KiB.
constexpr std::size_t kPatience = 192U << 10;

enum Option : std::uint8_t { kNeverEnds = 1 };

struct Outcome {
  std::vector<HttpRequest> requests;
  std::string written;
  std::size_t read = 0;
  std::size_t upgrades = 0;
};

boost::asio::awaitable<int> serve(std::shared_ptr<net::HttpService> service,
                                  std::unique_ptr<net::Stream> stream) {
  co_await net::serve_connection(std::move(service), std::move(stream), "192.0.2.1");
  co_return 0;
}

Outcome listen(std::uint8_t options, std::string_view incoming, std::size_t read_size) {
  fuzz::Script script{.incoming = incoming, .read_size = read_size};
  if (options & kNeverEnds) script.endless = kEndless;
  Outcome outcome;
  const auto service = std::make_shared<net::HttpService>();
  service->options.max_body = kMaxBody;
  service->handler = [&](HttpRequest request) -> boost::asio::awaitable<HttpResponse> {
    outcome.requests.push_back(std::move(request));
    co_return HttpResponse{200, {}, "ok"};
  };
  service->upgrade = [&](std::unique_ptr<net::Stream>,
                         HttpRequest) -> boost::asio::awaitable<void> {
    ++outcome.upgrades;
    co_return;
  };
  fuzz::run(serve(service, std::make_unique<fuzz::ScriptedStream>(script)));
  outcome.written = std::move(script.written);
  outcome.read = script.position;
  return outcome;
}

bool same(const HttpRequest& a, const HttpRequest& b) {
  return a.method == b.method && a.url.target == b.url.target && a.body == b.body &&
         a.headers.size() == b.headers.size();
}

void check_request(const HttpRequest& request) {
  expect(request.body.size() <= kMaxBody, "the body keeps to its limit");
  expect(!request.method.empty() && !request.url.target.empty(), "a request has a first line");
  for (const HttpHeader& header : request.headers) {
    expect(header.value.find_first_of("\r\n") == std::string::npos, "a value is one line");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t options = input.byte();
  const std::size_t read_size = input.byte() + std::size_t{1};
  const std::string_view incoming = input.text();
  const Outcome whole = listen(options, incoming, 0);
  for (const HttpRequest& request : whole.requests) check_request(request);
  expect(whole.written.empty() || whole.written.starts_with("HTTP/1.1 "), "answers are HTTP");
  const bool more = whole.requests.size() > 1;  // each request has its own patience
  expect(more || whole.read <= incoming.size() + kPatience, "a client without end is left");
  if (options & kNeverEnds) return 0;
  const Outcome parts = listen(options, incoming, read_size);
  expect(
      whole.upgrades == parts.upgrades && std::ranges::equal(whole.requests, parts.requests, same),
      "where the reads are cut does not matter");
  return 0;
}
