#include "fuzz/support/channel_session.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "fuzz/support/expect.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/handshake.hpp"
#include "tests/support/channel_input.hpp"

namespace cloudx::fuzz {

using ssm::MessageType;
using ssm::PayloadType;

namespace {

constexpr std::string_view kSessionType =
    R"({"ActionType":"SessionType","ActionParameters":{"SessionType":"Port",)"
    R"("Properties":{"portNumber":"22"}}})";
constexpr std::string_view kEncryption =
    R"(,{"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"alias/k","Challenge":"AAAA"}})";
constexpr std::string_view kComplete = R"({"HandshakeTimeToComplete":4,"CustomerMessage":"hi"})";
constexpr std::string_view kDataKey =
    "0123456789abcdef0123456789abcdeffedcba9876543210fedcba9876543210";

// Small, so that a short input can fill them.
ssm::ChannelOptions small_options(const SessionOptions& options) {
  ssm::ChannelOptions small;
  small.session_id = "user-0abc123def4567890";
  small.target = "i-0123456789abcdef0";
  small.payload.largest = options.large_messages ? 2048 : 64;
  small.window.messages = 8;
  small.window.bytes = options.large_messages ? 16'384 : 448;
  small.reorder = {.messages = 8, .bytes = 2048};
  small.output_buffer = 1024;
  small.settling_time = {};
  return small;
}
// Beyond the window: handshake response, challenge response, terminate flag, the question for large
// messages.
constexpr std::size_t kOwnMessages = 4;

ssm::RandomSource counting_source() {
  auto count = std::make_shared<std::uint8_t>(std::uint8_t{0});
  return [count](std::span<std::uint8_t> out) {
    for (std::uint8_t& byte : out) byte = ++*count;
  };
}

ssm::FrameHeader header_of(MessageType type) {
  ssm::FrameHeader header;
  header.type = type;
  header.created_ms = 1'700'000'000'000;
  return header;
}

}  // namespace

ChannelSession::ChannelSession(SessionOptions options)
    : options_(options),
      channel_options_(small_options(options)),
      channel_(channel_options_, counting_source()),
      keys_(as_bytes(kDataKey).first<ssm::kDataKeySize>()),
      batch_(channel_options_.payload.largest, delivery_) {}

void ChannelSession::open() {
  batch_.written(channel_);  // a driver's writer ends with its websocket
  channel_.opened(Secret("token"), now_);
  check();
}

void ChannelSession::lose() {
  channel_.lost(now_);
  check();
}

void ChannelSession::raw(ByteView message) {
  // One that happens to be valid would have to be known to the judge of the delivery.
  if (ssm::decode_frame(message)) return;
  channel_.message(message, now_);
  check();
}

void ChannelSession::service(MessageType type, std::string_view payload) {
  Bytes frame;
  const ssm::FrameHeader header = header_of(type);
  const bool of_an_agent =
      type == MessageType::acknowledge || type == MessageType::output_stream_data;
  of_an_agent ? ssm::encode_frame(header, as_bytes(payload), frame)
              : ssm::encode_service_frame(header, as_bytes(payload), frame);
  channel_.message(frame, now_);
  check();
}

void ChannelSession::message(const ssm::FrameHeader& header, ByteView payload) {
  Bytes frame;
  ssm::encode_frame(header, payload, frame);
  channel_.message(frame, now_);
  check();
}

void ChannelSession::stream(std::int64_t ahead, PayloadType type, ByteView payload) {
  ssm::FrameHeader header = header_of(MessageType::output_stream_data);
  header.sequence = next_ + ahead;
  header.payload_type = type;
  if (ahead == 0) ++next_;
  const bool plain = !options_.encrypted || type != PayloadType::output;
  delivery_.offered(header.sequence, type,
                    plain ? payload.size() : payload.size() - ssm::kSealOverhead);
  message(header, payload);
}

void ChannelSession::output(std::int64_t ahead, std::size_t size) {
  const Bytes plain = Delivery::output(next_ + ahead, size);
  stream(ahead, PayloadType::output, options_.encrypted ? sealed(plain) : plain);
}

void ChannelSession::forged_output(std::int64_t ahead, std::size_t size) {
  ssm::FrameHeader header = header_of(MessageType::output_stream_data);
  header.sequence = next_ + ahead;
  header.payload_type = PayloadType::output;
  Bytes frame;
  ssm::encode_frame(header, Delivery::output(header.sequence, size), frame);
  const Bytes other = Delivery::forbidden(size);
  std::ranges::copy(other, frame.begin() + ssm::kFrameHeaderSize);
  channel_.message(frame, now_);
  check();
}

void ChannelSession::handshake_request() {
  const std::string request =
      fmt::format(R"({{"AgentVersion":"{}","RequestedClientActions":[{}{}]}})",
                  options_.old_agent ? "3.1.1511.0" : "3.3.1142.0", kSessionType,
                  options_.encrypted ? kEncryption : "");
  stream(0, PayloadType::handshake_request, as_bytes(request));
}

void ChannelSession::handshake_complete() {
  stream(0, PayloadType::handshake_complete, as_bytes(kComplete));
}

void ChannelSession::challenge(ByteView secret) {
  stream(0, PayloadType::challenge_request, as_bytes(ssm::format_challenge(sealed(secret))));
}

void ChannelSession::acknowledge(std::int64_t back) {
  ssm::AcknowledgeBuffer buffer;
  const ByteView payload =
      ssm::format_acknowledge({MessageType::input_stream_data, {}, batch_.newest() - back}, buffer);
  message(header_of(MessageType::acknowledge), payload);
}

void ChannelSession::type(std::size_t size) {
  const Bytes data(size, std::uint8_t{'k'});
  const bool accepts = channel_.accepts_input();
  const std::size_t count = test::write_input(channel_, data, now_);
  expect(count <= size && (accepts || count == 0), "no more is taken than there is");
  check();
}

void ChannelSession::read_in_place(std::size_t size) {
  if (!channel_.accepts_input()) return;
  const auto pieces = channel_.input_space();
  expect(!pieces.empty(), "there is a place for what is accepted");
  std::size_t filled = 0;
  for (const std::span<std::uint8_t> piece : pieces) {
    expect(!piece.empty() && piece.size() <= channel_options_.payload.largest,
           "a piece is a message");
    const std::size_t count = std::min(piece.size(), size - filled);
    std::ranges::fill(piece.first(count), std::uint8_t{'r'});
    filled += count;
  }
  channel_.commit_input(filled, now_);
  check();
}

void ChannelSession::end_input() {
  channel_.end_input(now_);
  check();
}

void ChannelSession::take(bool written) {
  Bytes bytes;
  if (channel_.has_output()) channel_.take_output(bytes);
  delivery_.delivered(bytes);
  taken_ += bytes.size();
  if (written) channel_.output_written(std::exchange(taken_, 0), now_);
  check();
}

void ChannelSession::output_gone() {
  channel_.output_closed(now_);
  taken_ = 0;
  check();
}

void ChannelSession::terminate() {
  channel_.terminate(now_);
  check();
}

void ChannelSession::give_data_key(bool good) {
  if (!channel_.take_data_key_request()) return;
  if (good) {
    channel_.data_key(ssm::DataKey{Secret(std::string(kDataKey)), {1, 2, 3}}, now_);
  } else {
    channel_.data_key(fail(Errc::service, "no key"), now_);
  }
  check();
}

Bytes ChannelSession::sealed(ByteView plain) {
  ssm::Nonce nonce{};
  store_be64(nonce.data(), ++nonce_);
  Bytes out(plain.size() + ssm::kSealOverhead);
  keys_.agent_to_client.seal(nonce, plain, out);
  return out;
}

void ChannelSession::collect_frames() {
  batch_.collect(channel_, now_);
  check();
}

void ChannelSession::write_frames() {
  do {
    batch_.written(channel_);
  } while (batch_.collect(channel_, now_));
  batch_.written(channel_);
  expect(!channel_.has_frame(now_), "no frame is promised that is not given");
}

void ChannelSession::advance(std::chrono::milliseconds time) {
  now_.at += time;
  now_.unix_ms += static_cast<std::uint64_t>(time.count());
}

void ChannelSession::to_deadline() {
  const auto deadline = channel_.deadline(now_);
  if (!deadline) return;
  now_.at = std::max(now_.at, *deadline);
  channel_.tick(now_);
  check();
  write_frames();
  const auto next = channel_.deadline(now_);
  expect(!next || *next > now_.at, "a deadline that was served is over");
}

void ChannelSession::check() {
  expect((channel_.phase() == ssm::Phase::closed) == channel_.end().has_value(),
         "a closed channel says why");
  // An old agent is asked for signs with more messages, later on with one a minute.
  const std::size_t minutes =
      static_cast<std::size_t>((now_.at - began_) / std::chrono::minutes(1));
  const std::size_t limit =
      channel_options_.window.messages + kOwnMessages + ssm::AgentRules::kMaxTailProbes + minutes;
  expect(channel_.window().unacknowledged() <= limit, "the send window is bounded");
}

}  // namespace cloudx::fuzz
