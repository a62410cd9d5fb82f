// What a proxy answers to CONNECT.
//
// Input: one byte of options, the size of the reads, then what the proxy sends.

#include <cstdint>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/run.hpp"
#include "fuzz/support/scripted_stream.hpp"
#include "net/proxy.hpp"

namespace {

using namespace cloudx;
using fuzz::expect;

constexpr std::size_t kMaxHead = 16384;
constexpr std::string_view kPassword = "correct-horse";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool endless = input.byte() % 16 == 1;  // 16384 reads
  const std::size_t read_size = input.byte() + std::size_t{1};
  const std::string_view incoming = input.text();
  fuzz::Script script{
      .incoming = incoming, .read_size = read_size, .endless = endless ? 4 * kMaxHead : 0};
  fuzz::ScriptedStream stream(script);
  const Url proxy{"http", "user:correct-horse", "proxy.example", 3128, "/"};
  const Url destination{"wss", "", "ssmmessages.eu-west-1.amazonaws.com", 443, "/"};
  const auto opened = fuzz::run(net::open_tunnel(stream, proxy, destination, {}));
  expect(script.position <= kMaxHead + 1, "a head without end is left");
  if (opened) {
    const std::string_view head = incoming.substr(0, script.position);
    expect(incoming.starts_with("HTTP/1."), "only an HTTP answer opens a tunnel");
    expect(head.find("\r\n\r\n") + 4 == head.size(), "what follows the head belongs to the tunnel");
  } else {
    expect(opened.error().message.size() < 500, "the message is short");
    expect(!opened.error().message.contains(kPassword) || incoming.contains(kPassword),
           "the password gets into no message");
  }
  return 0;
}
