#pragma once
// The far end for transcripts: writes what an agent or the service would send, reads what we sent.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/frame.hpp"
#include "support/channel_input.hpp"

namespace cloudx::ssm::test {

inline constexpr std::string_view kPortRequest =
    R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
    R"("ActionParameters":{"SessionType":"Port","Properties":{"portNumber":"22"}}}]})";
inline constexpr std::string_view kComplete =
    R"({"HandshakeTimeToComplete":412345678,"CustomerMessage":""})";

// Random bytes that are the same in every run.
RandomSource repeatable_random(std::uint64_t seed = 1);

// Frames from the other side. Message ids are derived from the number.
Bytes stream_frame(std::int64_t number, PayloadType type, std::string_view payload);
Bytes output_frame(std::int64_t number, std::string_view payload);
Bytes acknowledge_frame(std::int64_t number);
Bytes service_frame(MessageType type, std::string_view payload = "{}");
Bytes closed_frame(std::string_view output);

// A channel with a clock that moves only when told to.
class Session {
 public:
  explicit Session(ChannelOptions options = {}, std::uint64_t seed = 1);

  void advance(std::chrono::milliseconds time) {
    now_.at += time;
    now_.unix_ms += static_cast<std::uint64_t>(time.count());
  }
  // Moves to the channel's next deadline and ticks; false when it has none.
  bool to_deadline();
  [[nodiscard]] Instant now() const { return now_; }

  void receive(const Bytes& frame) { channel.message(frame, now_); }
  std::size_t type(std::string_view text) {
    return cloudx::test::write_input(channel, as_bytes(text), now_);
  }

  // Everything the channel wants to write now.
  struct Sent {
    bool text = false;
    FrameHeader header;
    std::string payload;
    Bytes raw;
  };
  std::vector<Sent> sent();
  // Of those, the numbered messages; and the numbers that were acknowledged.
  std::vector<Sent> sent_stream();
  std::vector<std::int64_t> sent_numbers();
  std::vector<std::int64_t> acknowledged();

  // What the local side gets; written at once.
  std::string local();

  // websocket opened, handshake done, all of it taken from the queue.
  void open(std::string_view request = kPortRequest);

  Channel channel;

 private:
  Instant now_{TimePoint(std::chrono::seconds(1000)), 1'700'000'000'000};
};

ChannelOptions port_options();

}  // namespace cloudx::ssm::test
