// What a SOCKS client sends.
//
// Input: the size of the pieces, less one, then the client's bytes.

#include <algorithm>
#include <cstdint>
#include <string>

#include "fuzz/support/expect.hpp"
#include "fuzz/support/input.hpp"
#include "protocol/socks/server.hpp"

namespace {

using namespace cloudx;
using namespace cloudx::socks;
using fuzz::expect;

struct Outcome {
  Server server;
  std::size_t taken = 0;
  Bytes answers;
  std::string error;
};

Outcome serve(ByteView bytes, std::size_t piece) {
  Outcome outcome;
  for (std::size_t at = 0; at < bytes.size() && outcome.error.empty(); at += piece) {
    const auto taken = outcome.server.take(bytes.subspan(at, std::min(piece, bytes.size() - at)));
    const Bytes answer = outcome.server.answer();
    outcome.answers.insert(outcome.answers.end(), answer.begin(), answer.end());
    if (taken) {
      outcome.taken += *taken;
    } else {
      outcome.error = taken.error().message;
    }
  }
  return outcome;
}

void check_destination(const Outcome& outcome, std::uint8_t version) {
  const Destination& destination = *outcome.server.destination();
  expect(outcome.error.empty(), "what failed has no destination");
  expect(destination.port != 0, "a destination has a port");
  expect(!destination.host.empty() && destination.host.size() <= 255, "and a host");
  expect(std::ranges::all_of(destination.host, [](char c) { return c > ' ' && c < 0x7f; }),
         "that can be shown");
  const Bytes granted = outcome.server.granted();
  expect(granted.size() == (version == 5 ? 10 : 8) && granted[0] == (version == 5 ? 5 : 0) &&
             granted[1] == (version == 5 ? 0 : 90),
         "it is granted in the client's version");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t piece = input.byte() + std::size_t{1};
  const ByteView bytes = input.rest();
  const Outcome cut = serve(bytes, piece);
  const Outcome whole = serve(bytes, std::max<std::size_t>(bytes.size(), 1));
  expect(cut.answers == whole.answers && cut.error == whole.error &&
             cut.server.destination() == whole.server.destination(),
         "where the bytes are cut does not matter");
  expect(!whole.error.empty() || cut.taken == whole.taken, "nor for what is taken");
  expect(whole.taken <= Server::kMaxSize, "a negotiation has its limit");
  expect(whole.error.size() < 300, "the message is short");
  if (whole.server.destination()) check_destination(whole, bytes.front());
  return 0;
}
