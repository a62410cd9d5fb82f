// The multiplexer with local connections, a transport and a hostile agent: the input is a list of
// events.
//
// Input: options, then events of one byte, each with what it needs.

#include <cstdint>

#include "fuzz/support/input.hpp"
#include "fuzz/support/mux_session.hpp"

namespace {

using namespace cloudx;

enum Option : std::uint8_t { kKeepalive = 1, kSmallBuffers = 2, kSmallWindow = 4, kFewAccepts = 8 };

smux::MultiplexerOptions options_of(std::uint8_t bits) {
  smux::MultiplexerOptions options;
  options.keepalive = (bits & kKeepalive) != 0;
  if ((bits & kSmallBuffers) != 0) {
    options.send_buffer = 100;
    options.receive_limit = 1000;
  }
  if ((bits & kSmallWindow) != 0) {
    options.in_flight_limit = 10'000;
    options.stream_in_flight_limit = 3'000;
    options.in_flight_reserve = 100;
  }
  if ((bits & kFewAccepts) != 0) options.unaccepted_limit = 2;
  return options;
}

void perform(std::uint8_t event, fuzz::MuxSession& session, fuzz::Input& input) {
  const std::uint8_t which = input.byte();
  switch (event) {
    case 0:
      session.open();
      break;
    case 1:
      session.write(which, input.be16() & 0x3FFF);
      break;
    case 2:
      session.end_input(which);
      break;
    case 3:
      session.close(which);
      break;
    case 4:
      session.reset(which);
      break;
    case 5:
      session.take(which, true);
      break;
    case 6:
      session.take(which, false);
      break;
    case 7:
      session.read_frames(which % 20, input.be16() % 5000);
      break;
    case 8:
      session.deliver(input.be16());
      break;
    case 9:
      session.advance(std::chrono::milliseconds(input.be16()));
      break;
    case 10:
      session.feed(input.block());
      break;
    case 11:
      session.answer(which, input.be16() & 0x3FFF);
      break;
    default:
      session.finish(which);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint8_t kEvents = 13;
  constexpr int kLongest = 400;  // events; more of them only make the runs slower
  fuzz::Input input(data, size);
  fuzz::MuxSession session(options_of(input.byte()));
  for (int i = 0; i < kLongest && !input.empty(); ++i) {
    perform(input.byte() % kEvents, session, input);
  }
  session.end();
  return 0;
}
