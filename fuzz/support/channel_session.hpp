#pragma once
// One data channel with everything around it: the service, a hostile agent, a local side, a clock
// that moves when told to. Each event is followed by the checks that must always hold.

#include <cstdint>
#include <map>
#include <string_view>

#include "fuzz/support/delivery.hpp"
#include "protocol/ssm/channel.hpp"

namespace cloudx::fuzz {

class ChannelSession {
 public:
  // `encrypted`: the agent seals its output, as it does after asking for a data key.
  explicit ChannelSession(bool encrypted);

  // The service
  void open();
  void lose();
  void raw(ByteView message);
  void service(ssm::MessageType type, std::string_view payload);

  // The agent. `ahead` counts from the number it would send next.
  void stream(std::int64_t ahead, ssm::PayloadType type, ByteView payload);
  void output(std::int64_t ahead, std::size_t size);
  void forged_output(std::int64_t ahead, std::size_t size);
  void handshake_request();
  void handshake_complete();
  void challenge(ByteView secret);
  // Counts back from the newest message that the channel has sent.
  void acknowledge(std::int64_t back);

  // The local side and the driver
  void type(std::size_t size);
  void end_input();
  void take(bool written);
  void output_gone();
  void terminate();
  void give_data_key(bool good);
  void write_frames();

  void advance(std::chrono::milliseconds time);
  void to_deadline();

 private:
  void message(const ssm::FrameHeader& header, ByteView payload);
  [[nodiscard]] Bytes sealed(ByteView plain);
  void check_frame(const ssm::OutgoingFrame& frame);
  void check();

  bool encrypted_;
  ssm::Channel channel_;
  ssm::SessionKeys keys_;
  ssm::Instant now_{ssm::TimePoint(std::chrono::seconds(1000)), 1'700'000'000'000};
  Delivery delivery_;
  std::int64_t next_ = 0;               // number of the agent's next message
  std::map<std::int64_t, Bytes> sent_;  // by the channel
  std::uint64_t nonce_ = 0;
  std::size_t taken_ = 0;  // by the local side and not yet written
};

}  // namespace cloudx::fuzz
