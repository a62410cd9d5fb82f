#include "fuzz/support/channel_session.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include "base/encoding.hpp"
#include "fuzz/support/expect.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/handshake.hpp"
#include "protocol/ssm/json.hpp"

namespace cloudx::fuzz {

using ssm::MessageType;
using ssm::PayloadType;

namespace {

constexpr std::string_view kRequest =
    R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
    R"("ActionParameters":{"SessionType":"Port","Properties":{"portNumber":"22"}}}]})";
constexpr std::string_view kEncryptedRequest =
    R"({"AgentVersion":"3.3.1142.0","RequestedClientActions":[{"ActionType":"SessionType",)"
    R"("ActionParameters":{"SessionType":"Port","Properties":{"portNumber":"22"}}},)"
    R"({"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"alias/k","Challenge":"AAAA"}}]})";
constexpr std::string_view kComplete = R"({"HandshakeTimeToComplete":4,"CustomerMessage":"hi"})";
constexpr std::string_view kDataKey =
    "0123456789abcdef0123456789abcdeffedcba9876543210fedcba9876543210";

// Small, so that a short input can fill them.
ssm::ChannelOptions small_options() {
  ssm::ChannelOptions options;
  options.session_id = "user-0abc123def4567890";
  options.target = "i-0123456789abcdef0";
  options.payload_size = 64;
  options.window = {.messages = 8, .bytes = 448};
  options.reorder = {.messages = 8, .bytes = 2048};
  options.local_buffer = 1024;
  return options;
}
constexpr std::size_t kReplies = 3;  // handshake response, challenge response, terminate flag
// What we refuse to read, we do not send either.
constexpr std::size_t kMaxReply = ssm::kMaxJsonSize;

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

ChannelSession::ChannelSession(bool encrypted)
    : encrypted_(encrypted),
      channel_(small_options(), counting_source()),
      keys_(as_bytes(kDataKey).first<ssm::kDataKeySize>()) {}

void ChannelSession::open() {
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
  message(header_of(type), as_bytes(payload));
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
  const bool plain = !encrypted_ || type != PayloadType::output;
  delivery_.offered(header.sequence, type,
                    plain ? payload.size() : payload.size() - ssm::kSealOverhead);
  message(header, payload);
}

void ChannelSession::output(std::int64_t ahead, std::size_t size) {
  const Bytes plain = Delivery::output(next_ + ahead, size);
  stream(ahead, PayloadType::output, encrypted_ ? sealed(plain) : plain);
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
  stream(0, PayloadType::handshake_request, as_bytes(encrypted_ ? kEncryptedRequest : kRequest));
}

void ChannelSession::handshake_complete() {
  stream(0, PayloadType::handshake_complete, as_bytes(kComplete));
}

void ChannelSession::challenge(ByteView secret) {
  stream(0, PayloadType::challenge_request, as_bytes(ssm::format_challenge(sealed(secret))));
}

void ChannelSession::acknowledge(std::int64_t back) {
  const std::int64_t newest = sent_.empty() ? 0 : sent_.rbegin()->first;
  ssm::AcknowledgeBuffer buffer;
  const ByteView payload =
      ssm::format_acknowledge({MessageType::input_stream_data, {}, newest - back}, buffer);
  message(header_of(MessageType::acknowledge), payload);
}

void ChannelSession::type(std::size_t size) {
  const Bytes data(size, std::uint8_t{'k'});
  const bool accepts = channel_.accepts_local();
  const std::size_t count = channel_.local_data(data, now_);
  expect(count <= size && (accepts || count == 0), "no more is taken than there is");
  check();
}

void ChannelSession::end_input() {
  channel_.local_end(now_);
  check();
}

void ChannelSession::take(bool written) {
  Bytes bytes;
  if (channel_.has_local()) channel_.take_local(bytes);
  delivery_.delivered(bytes);
  taken_ += bytes.size();
  if (written) channel_.local_written(std::exchange(taken_, 0), now_);
  check();
}

void ChannelSession::output_gone() {
  channel_.output_gone(now_);
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

void ChannelSession::write_frames() {
  std::size_t count = 0;
  for (std::size_t before = count + 1; before != count;) {
    before = count;
    ssm::OutgoingFrame frame;
    while (channel_.next_frame(frame, now_)) {
      check_frame(frame);
      expect(++count < 100'000, "there is an end to what is written at one time");
    }
    channel_.frames_written();
  }
  expect(!channel_.has_frame(now_), "no frame is promised that is not given");
}

void ChannelSession::check_frame(const ssm::OutgoingFrame& out) {
  expect(channel_.phase() != ssm::Phase::closed, "nothing is written after the end");
  if (out.text) return;
  const auto frame = ssm::decode_frame(out.bytes);
  expect(frame.has_value(), "what is written is valid");
  const std::int64_t number = frame->header.sequence;
  if (frame->header.type == MessageType::acknowledge) {
    const auto acknowledge = ssm::parse_acknowledge(frame->payload);
    expect(acknowledge.has_value(), "an acknowledge says what it means");
    delivery_.acknowledged(acknowledge->sequence);
    return;
  }
  expect(frame->header.type == MessageType::input_stream_data, "the client sends two types");
  const std::size_t limit = frame->header.payload_type == PayloadType::output
                                ? small_options().payload_size + ssm::kSealOverhead
                                : kMaxReply;
  expect(!frame->payload.empty() && frame->payload.size() <= limit, "no frame is over the limit");
  const Bytes bytes(out.bytes.begin(), out.bytes.end());
  const auto [known, first] = sent_.try_emplace(number, bytes);
  expect(first || known->second == bytes, "a repetition is the same message");
  expect(!first || number == static_cast<std::int64_t>(sent_.size()) - 1, "numbers have no gap");
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
  const ssm::ChannelOptions options = small_options();
  expect((channel_.phase() == ssm::Phase::closed) == channel_.end().has_value(),
         "a closed channel says why");
  expect(channel_.window().unacknowledged() <= options.window.messages + kReplies,
         "the send window is bounded");
}

}  // namespace cloudx::fuzz
