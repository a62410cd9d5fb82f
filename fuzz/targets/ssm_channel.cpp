// The whole data channel against a hostile agent and service: the input is a list of events.
//
// Input: options, then events of one byte, each with what it needs.

#include <cstdint>

#include "fuzz/support/channel_session.hpp"
#include "fuzz/support/input.hpp"
#include "protocol/ssm/control.hpp"

namespace {

using namespace cloudx;
using ssm::MessageType;
using ssm::PayloadType;

enum Option : std::uint8_t { kEncrypted = 1, kBusyDriver = 2, kLargeMessages = 4, kOldAgent = 8 };

// What the agent and the service do. False: not an event of theirs.
bool far_event(std::uint8_t event, fuzz::ChannelSession& session, fuzz::Input& input,
               bool encrypted) {
  const auto ahead = [&] { return std::int64_t{static_cast<std::int8_t>(input.byte())}; };
  switch (event) {
    case 0:
      session.open();
      return true;
    case 1:
      session.lose();
      return true;
    case 2:
      session.handshake_request();
      return true;
    case 3:
      session.handshake_complete();
      return true;
    case 4:
      session.output(0, input.byte());
      return true;
    case 5: {
      const std::int64_t number = ahead();
      session.output(number, input.byte());
      return true;
    }
    case 6: {
      const std::int64_t number = ahead();
      session.forged_output(number, input.byte() + std::size_t{1});
      return true;
    }
    case 7:
      session.acknowledge(ahead());
      return true;
    case 8:
      session.service(MessageType::acknowledge, as_text(input.block()));
      return true;
    case 9:
      session.service(MessageType::pause_publication, "{}");
      return true;
    case 10:
      session.service(MessageType::start_publication, "{}");
      return true;
    case 11:
      session.service(MessageType::channel_closed, as_text(input.block()));
      return true;
    case 12:
      session.raw(input.block());
      return true;
    case 13:
      session.challenge(input.bytes(input.byte()));
      return true;
    case 14: {
      const auto type = static_cast<PayloadType>(input.byte());
      const ByteView payload = input.block();
      // Output has bytes that the judge knows; an encrypted session stays one.
      if (type == PayloadType::output) return true;
      if (encrypted && type == PayloadType::handshake_request) return true;
      session.stream(0, type, payload);
      return true;
    }
    case 15: {
      const auto type = static_cast<MessageType>(input.byte() % 8);
      const std::string_view payload = as_text(input.block());
      if (type != MessageType::output_stream_data) session.service(type, payload);
      return true;
    }
    default:
      return false;
  }
}

// What the local side, the driver and the clock do.
void near_event(std::uint8_t event, fuzz::ChannelSession& session, fuzz::Input& input) {
  switch (event) {
    case 16:
      session.type(input.be16() & 0x3FFF);
      break;
    case 17:
      session.end_input();
      break;
    case 18:
      session.take(input.byte() % 2 == 0);
      break;
    case 19:
      session.output_gone();
      break;
    case 20:
      session.terminate();
      break;
    case 21:
      session.give_data_key(input.byte() != 0xFF);
      break;
    case 22:
      session.write_frames();
      break;
    case 23:
      session.advance(std::chrono::milliseconds(input.be16()));
      break;
    case 24:
      session.collect_frames();
      break;
    case 25:
      session.read_in_place(input.be16() & 0x3FFF);
      break;
    default:
      session.to_deadline();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint8_t kEvents = 27;
  constexpr int kLongest = 400;  // events; more of them only make the runs slower
  fuzz::Input input(data, size);
  const std::uint8_t options = input.byte();
  const bool encrypted = options & kEncrypted;
  fuzz::ChannelSession session({.encrypted = encrypted,
                                .large_messages = (options & kLargeMessages) != 0,
                                .old_agent = (options & kOldAgent) != 0});
  for (int i = 0; i < kLongest && !input.empty(); ++i) {
    const std::uint8_t event = input.byte() % kEvents;
    if (!far_event(event, session, input, encrypted)) near_event(event, session, input);
    if (!(options & kBusyDriver)) session.write_frames();
  }
  session.take(true);
  session.write_frames();
  session.to_deadline();
  return 0;
}
