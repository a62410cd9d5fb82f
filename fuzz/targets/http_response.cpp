// The answer of an HTTP server, as the client reads it off a connection.
//
// Input: one byte of options, the size of the reads, then what the server sends.

#include <cstdint>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"
#include "fuzz/support/scripted_stream.hpp"
#include "net/http_client.hpp"
#include "net/stream_pool.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

constexpr std::size_t kMaxBody = 4096;
constexpr std::size_t kEndless = 256U << 10;
// What may be read of a server that never stops: the head, the body, and what one read brings.
constexpr std::size_t kPatience = 96U << 10;

enum Option : std::uint8_t { kPost = 1, kHead = 2, kNeverEnds = 4 };

struct Outcome {
  Result<HttpResponse> response;
  std::size_t read = 0;
};

Outcome ask(std::uint8_t options, std::string_view incoming, std::size_t read_size) {
  fuzz::Script script{.incoming = incoming, .read_size = read_size};
  if (options & kNeverEnds) script.endless = kEndless;
  fuzz::ScriptedConnector connector(script);
  net::StreamPool pool(connector);
  const auto client = net::make_http_client(pool, {.max_body = kMaxBody});
  HttpRequest request;
  request.method = options & kHead ? "HEAD" : options & kPost ? "POST" : "GET";
  request.url = {"https", "", "ssm.example", 443, "/"};
  auto response = fuzz::run(client->send(std::move(request), {}));
  return {std::move(response), script.position};
}

bool same(const Result<HttpResponse>& a, const Result<HttpResponse>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->status == b->status && a->body == b->body && a->headers.size() == b->headers.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t options = input.byte();
  const std::size_t read_size = input.byte() + std::size_t{1};
  const std::string_view incoming = input.text();
  const Outcome whole = ask(options, incoming, 0);
  if (whole.response) {
    expect(whole.response->status >= 100 && whole.response->status <= 999, "a status has 3 digits");
    expect(whole.response->body.size() <= kMaxBody, "the body keeps to its limit");
    expect(!(options & kHead) || whole.response->body.empty(), "HEAD has no body");
  }
  expect(whole.read <= incoming.size() + kPatience, "a server without end is left");
  if (options & kNeverEnds) return 0;
  const Outcome parts = ask(options, incoming, read_size);
  expect(same(whole.response, parts.response), "where the reads are cut does not matter");
  return 0;
}
