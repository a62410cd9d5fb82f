#include "support/channel_exchange.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>

#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/handshake.hpp"

namespace cloudx::test {
namespace {

constexpr std::size_t kTypeAt = 4;
constexpr std::size_t kSequenceAt = 48;

ssm::ChannelOptions options_of(std::size_t payload_size) {
  ssm::ChannelOptions options;
  options.session_id = "user-0abc123def4567890";
  options.target = "i-0123456789abcdef0";
  options.payload.largest = payload_size;
  options.settling_time = {};
  return options;
}

std::string handshake_request() {
  ssm::RequestedAction action;
  action.type = ssm::kActionSessionType;
  action.session_type = "Port";
  action.properties = ssm::Properties{{"portNumber", "22"}};
  return ssm::format_handshake_request({"3.3.1142.0", {action}});
}

bool is_data(ByteView frame) {
  return as_text(frame.subspan(kTypeAt)).starts_with("input_stream_data");
}

}  // namespace

ChannelExchange::ChannelExchange(std::size_t payload_size)
    : channel_(options_of(payload_size), std::ref(random_)), payload_(payload_size, 0x5A) {
  shake_hands();
}

void ChannelExchange::shake_hands() {
  channel_.opened(Secret("token"), now_);
  drain([](ByteView) {});
  make_stream_message(ssm::PayloadType::handshake_request, as_bytes(handshake_request()));
  take_output();
  make_acknowledge(0);
  make_stream_message(ssm::PayloadType::handshake_complete,
                      as_bytes(ssm::format_handshake_complete({std::chrono::seconds(0), {}})));
  take_output();
  acknowledged_ = 0;
  if (channel_.phase() != ssm::Phase::open) throw std::logic_error("the handshake failed");
}

template <class OnFrame>
void ChannelExchange::drain(OnFrame on_frame) {
  ssm::OutgoingFrame frame;
  while (channel_.has_frame(now_)) {
    while (channel_.next_frame(frame, now_)) on_frame(frame.bytes);
    channel_.frames_written();
  }
}

std::size_t ChannelExchange::send(std::size_t count) {
  while (count > 0 && channel_.accepts_input()) {
    const auto space = channel_.input_space();
    const std::size_t messages = std::min(count, space.size());
    std::size_t filled = 0;
    for (const auto piece : space.first(messages)) {
      // Shorter ones until the peer has been found to take large messages.
      std::ranges::copy(ByteView(payload_).first(piece.size()), piece.begin());
      filled += piece.size();
    }
    channel_.commit_input(filled, now_);
    count -= messages;
  }
  drain([this](ByteView frame) { note_written(frame); });
  return written_.size();
}

void ChannelExchange::note_written(ByteView frame) {
  if (!is_data(frame)) return;
  payload_written_ = frame.size() - ssm::kFrameHeaderSize;
  written_.push_back(static_cast<std::int64_t>(load_be64(frame.data() + kSequenceAt)));
}

void ChannelExchange::make_acknowledges() {
  for (const std::int64_t number : written_) make_acknowledge(number);
  written_.clear();
}

void ChannelExchange::take_acknowledges() {
  take_output();
}

void ChannelExchange::make_output(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    make_stream_message(ssm::PayloadType::output, payload_);
  }
}

void ChannelExchange::take_output() {
  now_.at += std::chrono::milliseconds(1);
  for (std::size_t i = 0; i < incoming_count_; ++i) channel_.message(incoming_[i], now_);
  incoming_count_ = 0;
  drain([this](ByteView frame) {
    acknowledged_ += is_data(frame) ? 0 : 1;
    note_written(frame);  // what the window did not take before
  });
  while (channel_.has_output()) {
    channel_.take_output(local_);
    delivered_ += local_.size();
    channel_.output_written(local_.size(), now_);
  }
}

Bytes& ChannelExchange::next_incoming() {
  if (incoming_count_ == incoming_.size()) incoming_.emplace_back();
  return incoming_[incoming_count_++];
}

void ChannelExchange::make_stream_message(ssm::PayloadType type, ByteView payload) {
  ssm::FrameHeader header;
  header.type = ssm::MessageType::output_stream_data;
  header.created_ms = now_.unix_ms;
  header.sequence = next_++;
  header.payload_type = type;
  ssm::encode_frame(header, payload, next_incoming());
}

void ChannelExchange::make_acknowledge(std::int64_t number) {
  ssm::AcknowledgeBuffer buffer;
  ssm::FrameHeader header;
  header.type = ssm::MessageType::acknowledge;
  header.created_ms = now_.unix_ms;
  header.flags = ssm::kSynFin;
  ssm::encode_frame(
      header, ssm::format_acknowledge({ssm::MessageType::input_stream_data, {}, number}, buffer),
      next_incoming());
}

}  // namespace cloudx::test
