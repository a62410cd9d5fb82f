#pragma once
// A channel in full use, against a peer that only makes the messages an agent would send: bulk in
// either direction, in stages, so that the peer's work can be told from the channel's. Once every
// buffer has been used, nothing here allocates but the channel itself.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "protocol/ssm/channel.hpp"

namespace cloudx::test {

class ChannelExchange {
 public:
  // The handshake is over afterwards.
  explicit ChannelExchange(std::size_t payload_size);

  // Upload. Local bytes become frames, at most `count` messages and what the window takes; returns
  // how many.
  std::size_t send(std::size_t count);
  void make_acknowledges();  // the peer's, one for each message of send()
  void take_acknowledges();

  // Download. The peer makes `count` messages; the channel takes them, writes the acknowledges and
  // hands the bytes to the local side.
  void make_output(std::size_t count);
  void take_output();

  // Payload of the last data message of send(): large ones are written only once the channel has
  // found that they get through.
  [[nodiscard]] std::size_t payload_written() const { return payload_written_; }
  [[nodiscard]] std::uint64_t delivered() const { return delivered_; }        // bytes, downwards
  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }  // messages of output
  [[nodiscard]] const ssm::Channel& channel() const { return channel_; }

 private:
  void shake_hands();
  void note_written(ByteView frame);
  // Writes everything the channel has to write; calls `on_frame` for each.
  template <class OnFrame>
  void drain(OnFrame on_frame);
  Bytes& next_incoming();
  void make_stream_message(ssm::PayloadType type, ByteView payload);
  void make_acknowledge(std::int64_t number);

  RandomPool random_;
  ssm::Channel channel_;
  ssm::Instant now_{ssm::TimePoint(std::chrono::seconds(1000)), 1'700'000'000'000};
  Bytes payload_;
  Bytes local_;
  std::vector<std::int64_t> written_;  // numbers of the data messages, to be acknowledged
  std::vector<Bytes> incoming_;        // the first incoming_count_ are of now
  std::size_t incoming_count_ = 0;
  std::int64_t next_ = 0;  // the peer's next number
  std::size_t payload_written_ = 0;
  std::uint64_t delivered_ = 0;
  std::uint64_t acknowledged_ = 0;
};

}  // namespace cloudx::test
