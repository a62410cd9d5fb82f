#include "fuzz/support/frame_batch.hpp"

#include <algorithm>

#include "fuzz/support/expect.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/json.hpp"

namespace cloudx::fuzz {

using ssm::MessageType;
using ssm::PayloadType;

bool FrameBatch::collect(ssm::Channel& channel, ssm::Instant now) {
  const std::size_t before = held_.size();
  ssm::OutgoingFrame frame;
  while (channel.next_frame(frame, now)) {
    expect(channel.phase() != ssm::Phase::closed, "nothing is written after the end");
    held_.push_back({frame.bytes, Bytes(frame.bytes.begin(), frame.bytes.end())});
    expect(held_.size() < 100'000, "there is an end to what is written at one time");
    if (frame.text) continue;
    const auto decoded = ssm::decode_frame(frame.bytes);
    expect(decoded.has_value(), "what is written is valid");
    check(*decoded, frame.bytes);
  }
  return held_.size() > before;
}

void FrameBatch::written(ssm::Channel& channel) {
  for (const Held& one : held_) {
    expect(std::ranges::equal(one.view, one.bytes), "a frame stays until it is written");
  }
  held_.clear();
  channel.frames_written();
}

void FrameBatch::check(const ssm::Frame& frame, ByteView bytes) {
  if (frame.header.type == MessageType::acknowledge) {
    const auto acknowledge = ssm::parse_acknowledge(frame.payload);
    expect(acknowledge.has_value(), "an acknowledge says what it means");
    delivery_.acknowledged(acknowledge->sequence);
    return;
  }
  expect(frame.header.type == MessageType::input_stream_data, "the client sends two types");
  // A reply that we would refuse to read is not sent either.
  const bool data = frame.header.payload_type == PayloadType::output;
  const std::size_t limit = data ? largest_ + ssm::kSealOverhead : ssm::kMaxJsonSize;
  expect(!frame.payload.empty() && frame.payload.size() <= limit, "no frame is over the limit");
  const std::int64_t number = frame.header.sequence;
  const bool later = number > newest();
  const auto [known, first] = sent_.try_emplace(number, bytes.begin(), bytes.end());
  expect(!first || later, "new messages are written in the order of their numbers");
  // The question whether large messages get through is put again in a short one.
  if (frame.header.payload_type == PayloadType::size) {
    known->second.assign(bytes.begin(), bytes.end());
  }
  expect(std::ranges::equal(known->second, bytes), "a repetition is the same message");
}

}  // namespace cloudx::fuzz
