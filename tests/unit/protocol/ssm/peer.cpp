#include "unit/protocol/ssm/peer.hpp"

#include <memory>
#include <random>

#include <gtest/gtest.h>

#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/control.hpp"

namespace cloudx::ssm::test {
namespace {

Uuid id_of(std::int64_t number) {
  Uuid id;
  store_be64(id.bytes.data() + 8, static_cast<std::uint64_t>(number) + 1);
  return id;
}

Bytes frame_of(FrameHeader header, std::string_view payload) {
  header.created_ms = 1'700'000'000'000;
  Bytes frame;
  encode_frame(header, as_bytes(payload), frame);
  return frame;
}

Session::Sent copy_of(const OutgoingFrame& frame) {
  Session::Sent one;
  one.text = frame.text;
  one.raw = Bytes(frame.bytes.begin(), frame.bytes.end());
  if (frame.text) {
    one.payload = std::string(as_text(frame.bytes));
    return one;
  }
  const auto decoded = decode_frame(frame.bytes);
  EXPECT_TRUE(decoded.has_value());
  if (decoded) {
    one.header = decoded->header;
    one.payload = std::string(as_text(decoded->payload));
  }
  return one;
}

}  // namespace

RandomSource repeatable_random(std::uint64_t seed) {
  auto engine = std::make_shared<std::mt19937_64>(seed);
  return [engine](std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>((*engine)());
  };
}

Bytes stream_frame(std::int64_t number, PayloadType type, std::string_view payload) {
  FrameHeader header;
  header.type = MessageType::output_stream_data;
  header.sequence = number;
  header.flags = number == 0 ? kSyn : kNoFlags;
  header.id = id_of(number);
  header.payload_type = type;
  return frame_of(header, payload);
}

Bytes output_frame(std::int64_t number, std::string_view payload) {
  return stream_frame(number, PayloadType::output, payload);
}

Bytes acknowledge_frame(std::int64_t number) {
  AcknowledgeBuffer buffer;
  const auto payload =
      format_acknowledge({MessageType::input_stream_data, id_of(number), number}, buffer);
  FrameHeader header;
  header.type = MessageType::acknowledge;
  header.flags = kSynFin;
  return frame_of(header, as_text(payload));
}

Bytes service_frame(MessageType type, std::string_view payload) {
  FrameHeader header;
  header.type = type;
  header.created_ms = 1'700'000'000'000;
  Bytes frame;
  encode_service_frame(header, as_bytes(payload), frame);
  return frame;
}

Bytes closed_frame(std::string_view output) {
  ChannelClosed closed;
  closed.output = std::string(output);
  return service_frame(MessageType::channel_closed, format_channel_closed(closed));
}

ChannelOptions port_options() {
  ChannelOptions options;
  options.session_id = "user-0abc123def4567890";
  options.target = "i-0123456789abcdef0";
  options.settling_time = {};
  return options;
}

Session::Session(ChannelOptions options, std::uint64_t seed)
    : channel(std::move(options), repeatable_random(seed)) {}

bool Session::to_deadline() {
  const auto deadline = channel.deadline(now_);
  if (!deadline) return false;
  // The channel sees times, not milliseconds: do not stop just before the deadline.
  if (*deadline > now_.at) now_.at = *deadline;
  channel.tick(now_);
  return true;
}

std::vector<Session::Sent> Session::sent() {
  std::vector<Sent> all;
  bool more = true;
  while (more) {
    const std::size_t before = all.size();
    OutgoingFrame frame;
    while (channel.next_frame(frame, now_)) all.push_back(copy_of(frame));
    channel.frames_written();
    more = all.size() > before;
  }
  return all;
}

std::vector<Session::Sent> Session::sent_stream() {
  std::vector<Sent> all = sent();
  std::erase_if(all, [](const Sent& one) {
    return one.text || one.header.type != MessageType::input_stream_data;
  });
  return all;
}

std::vector<std::int64_t> Session::sent_numbers() {
  std::vector<std::int64_t> numbers;
  for (const auto& one : sent_stream()) numbers.push_back(one.header.sequence);
  return numbers;
}

std::vector<std::int64_t> Session::acknowledged() {
  std::vector<std::int64_t> numbers;
  for (const auto& one : sent()) {
    if (one.text || one.header.type != MessageType::acknowledge) continue;
    const auto acknowledge = parse_acknowledge(as_bytes(one.payload));
    EXPECT_TRUE(acknowledge.has_value());
    if (acknowledge) numbers.push_back(acknowledge->sequence);
  }
  return numbers;
}

std::string Session::local() {
  std::string all;
  Bytes bytes;
  while (channel.has_output()) {
    channel.take_output(bytes);
    all += as_text(bytes);
    channel.output_written(bytes.size(), now_);
  }
  return all;
}

void Session::open(std::string_view request) {
  channel.opened(Secret("token"), now_);
  receive(stream_frame(0, PayloadType::handshake_request, request));
  receive(acknowledge_frame(0));
  receive(stream_frame(1, PayloadType::handshake_complete, kComplete));
  sent();
  ASSERT_EQ(channel.phase(), Phase::open);
}

}  // namespace cloudx::ssm::test
