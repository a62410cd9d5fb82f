#pragma once
// One data channel with everything around it: the service, a hostile agent, a local side, a clock
// that moves when told to. Each event is followed by the checks that must always hold.

#include <cstdint>
#include <string_view>

#include "fuzz/support/delivery.hpp"
#include "fuzz/support/frame_batch.hpp"
#include "protocol/ssm/channel.hpp"

namespace cloudx::fuzz {

struct SessionOptions {
  bool encrypted = false;       // the agent asks for a data key and seals its output
  bool large_messages = false;  // wanted; whether they are sent depends on the agent
  bool old_agent = false;       // one that does not acknowledge duplicates
};

class ChannelSession {
 public:
  explicit ChannelSession(SessionOptions options);

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

  // The local side
  void type(std::size_t size);
  void read_in_place(std::size_t size);  // straight into the messages to come
  void end_input();
  void take(bool written);
  void output_gone();

  // The driver and its clock
  void terminate();
  void give_data_key(bool good);
  void collect_frames();  // not written until write_frames()
  void write_frames();
  void advance(std::chrono::milliseconds time);
  void to_deadline();

 private:
  void message(const ssm::FrameHeader& header, ByteView payload);
  [[nodiscard]] Bytes sealed(ByteView plain);
  void check();

  SessionOptions options_;
  ssm::ChannelOptions channel_options_;
  ssm::Channel channel_;
  ssm::SessionKeys keys_;
  ssm::Instant now_{ssm::TimePoint(std::chrono::seconds(1000)), 1'700'000'000'000};
  ssm::TimePoint began_ = now_.at;
  Delivery delivery_;
  FrameBatch batch_;
  std::int64_t next_ = 0;  // number of the agent's next message
  std::uint64_t nonce_ = 0;
  std::size_t taken_ = 0;  // by the local side and not yet written
};

}  // namespace cloudx::fuzz
