// What the channel does with messages from the service and the agent.

#include <algorithm>
#include <utility>

#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/injected_bug.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::ssm {
namespace {

// More than a reorder buffer's worth of acknowledges waits only if the websocket does not drain.
constexpr std::size_t kMaxReceipts = 16'384;
// Nine seconds of what may be written. An agent does not wait for its acknowledges, so they may
// come late; but what is neither kept nor acknowledged would be repeated.
constexpr std::size_t kManyReceipts = 8192;
constexpr std::uint32_t kMaxDiscardedInARow = 32;
constexpr std::chrono::milliseconds kNoPause{0};
// Ten repeats a second and as many new messages.
constexpr std::chrono::duration<double, std::milli> kLongestPause{50};
constexpr double kFillReadSlowly = 0.5;

}  // namespace

void Channel::message(ByteView bytes, Instant now) {
  if (phase_ == Phase::closed || phase_ == Phase::connecting) return;
  widened_ = false;
  const auto frame = decode_frame(bytes);
  if (!frame) {
    discard();
    return;
  }
  discarded_in_a_row_ = 0;
  switch (frame->header.type) {
    case MessageType::output_stream_data:
      on_stream(*frame, now);
      break;
    case MessageType::acknowledge:
      on_acknowledge(frame->payload, now);
      break;
    case MessageType::channel_closed:
      on_channel_closed(frame->payload);
      break;
    case MessageType::pause_publication:
      window_.pause();
      break;
    case MessageType::start_publication:
      if (window_.paused()) {
        active_at_ = now.at;
        window_.restart();
      }
      break;
    case MessageType::input_stream_data:
    case MessageType::agent_session_state:
    case MessageType::unknown:
      break;
  }
}

bool Channel::wants_messages() const {
  return !backlogged() && receipts_.size() - receipts_given_ < kManyReceipts;
}

bool Channel::backlogged() const {
  if (phase_ == Phase::closing) return false;  // for the acknowledge of the flag
  return reorder_.backlogged();
}

// Behind a gap the agent's new messages come in faster than it repeats lost ones. With the new ones
// read slowly, the two come in turns (TCP holds the agent back, and its writers take turns), so the
// gap closes before there is no room left.
std::chrono::milliseconds Channel::read_pause() const {
  if (phase_ == Phase::closing || !widened_ || !reorder_.gap()) return kNoPause;
  const double excess = reorder_.fill() - kFillReadSlowly;
  if (excess <= 0) return kNoPause;
  return std::chrono::ceil<std::chrono::milliseconds>(kLongestPause * excess /
                                                      (1 - kFillReadSlowly));
}

// A damaged message is not acknowledged, so it comes again. When nothing but damage comes, the
// other end is no data channel.
void Channel::discard() {
  ++discarded_;
  if (++discarded_in_a_row_ >= kMaxDiscardedInARow) {
    fail_session("the other end sends messages that are not of the data channel's format");
  }
}

void Channel::on_stream(const Frame& frame, Instant now) {
  const std::int64_t number = frame.header.sequence;
  if (number < 0) {
    discard();
    return;
  }
  heard_at_ = now.at;
  // A peer that sends is there, whether or not start_publication got through.
  if (window_.paused()) window_.restart();
  if (receipts_.size() - receipts_given_ >= kMaxReceipts) return;
  // One acknowledge answers all copies. On a link slower than the agent's repeats they would pile
  // up, and hold up the data behind them.
  if (number < reorder_.expected() && receipt_waits(number)) return;
  const PayloadType type = frame.header.payload_type;
  const bool expected = number == reorder_.expected() && reorder_.front() == nullptr;
  Consumed consumed = Consumed::not_ready;
  if (expected) {
    const bool lost = strikes<InjectedBug::lost_message>(number, ticks(now.at));
    consumed = lost ? Consumed::yes : consume(type, frame.payload, now);
    if (consumed == Consumed::failed) return;
    if (consumed == Consumed::yes) reorder_.advance();
  }
  const bool keep = consumed == Consumed::not_ready && number >= reorder_.expected();
  const std::size_t stored = reorder_.size();
  if (keep && !reorder_.store(number, type, frame.payload)) return;
  widened_ = reorder_.size() > stored;
  const bool dropped = strikes<InjectedBug::drop_ack>(number, ticks(now.at));
  if (!dropped) receipts_.push_back({frame.header.id, number});
  drain_reordered(now);
}

bool Channel::receipt_waits(std::int64_t number) const {
  const auto waiting = std::span(receipts_).subspan(receipts_given_);
  return std::ranges::find(waiting, number, &Receipt::sequence) != waiting.end();
}

void Channel::drain_reordered(Instant now) {
  // What failed the session is still there, and the phase that forbade it is over.
  if (end_ && end_->kind == ChannelEnd::Kind::failed) return;
  while (const ReorderBuffer::Message* next = reorder_.front()) {
    if (consume(next->type, next->payload, now) != Consumed::yes) return;
    reorder_.pop();
  }
}

void Channel::on_acknowledge(ByteView payload, Instant now) {
  const auto acknowledge = parse_acknowledge(payload);
  if (!acknowledge) {
    discard();
    return;
  }
  heard_at_ = now.at;
  const bool wrong = strikes<InjectedBug::wrong_ack>(acknowledge->sequence, ticks(now.at));
  window_.acknowledge(acknowledge->sequence + (wrong ? 1 : 0), now.at);
  probe_.acknowledged(acknowledge->sequence);
  active_at_ = now.at;
  if (phase_ == Phase::closing && acknowledge->sequence == flag_number_) {
    finish(std::move(*pending_end_));
  }
}

void Channel::on_channel_closed(ByteView payload) {
  service_closed_ = true;
  if (phase_ == Phase::closing) {
    finish(std::move(*pending_end_));
    return;
  }
  const auto closed = parse_channel_closed(payload);
  finish({ChannelEnd::Kind::remote, closed ? closed->output : std::string()});
}

Channel::Consumed Channel::consume(PayloadType type, ByteView payload, Instant now) {
  switch (type) {
    case PayloadType::handshake_request:
      return consume_request(payload, now);
    case PayloadType::challenge_request:
      return consume_challenge(payload, now);
    case PayloadType::handshake_complete:
      return consume_complete(payload, now);
    case PayloadType::output:
      return consume_output(type, payload, now);
    case PayloadType::std_err:
      return takes_errors() ? consume_output(type, payload, now) : Consumed::yes;
    case PayloadType::exit_code:
      return consume_exit_code(payload);
    case PayloadType::flag:
      on_agent_flag(payload);
      return Consumed::yes;
    default:
      // What does not belong to the session is acknowledged, or the agent would repeat it for ever,
      // and must never reach the local side.
      return Consumed::yes;
  }
}

Channel::Consumed Channel::consume_request(ByteView payload, Instant now) {
  if (phase_ != Phase::handshaking) return Consumed::yes;
  const auto response = handshake_.on_request(payload);
  if (!response) return fail_session(response.error());
  const auto version = parse_agent_version(handshake_.agent_version());
  window_.agent().set_legacy(!version || *version < kFirstAcknowledgingDuplicates);
  if (*response) {
    last_reply_ = send_payload(PayloadType::handshake_response, as_bytes(**response), now);
  }
  return Consumed::yes;
}

Channel::Consumed Channel::consume_challenge(ByteView payload, Instant now) {
  if (phase_ != Phase::handshaking) return Consumed::yes;
  const auto answer = handshake_.on_challenge(payload, new_nonce());
  if (!answer) return fail_session(answer.error());
  if (*answer) {
    last_reply_ = send_payload(PayloadType::challenge_response, as_bytes(**answer), now);
  }
  return Consumed::yes;
}

Channel::Consumed Channel::consume_complete(ByteView payload, Instant now) {
  if (phase_ != Phase::handshaking) return Consumed::yes;
  const auto complete = parse_handshake_complete(payload);
  if (!complete) return fail_session("the agent's end of the handshake is not valid");
  if (!handshake_.responded()) {
    return fail_session("the agent ended the handshake before it was answered");
  }
  if (handshake_.refused()) {
    return fail_session("the agent goes on with a session that this client has refused");
  }
  const auto kind = handshake_.kind().value_or(SessionKind::raw_port);
  if (!options_.kinds.contain(kind)) {
    return fail_session("the agent did not say what kind of session it is");
  }
  customer_message_ = complete->customer_message;
  // The agent has our replies, even if their acknowledges were lost.
  for (std::int64_t number = 0; number <= last_reply_; ++number) window_.mark_delivered(number);
  become_open(kind, now);
  return Consumed::yes;
}

void Channel::become_open(SessionKind kind, Instant now) {
  kind_ = kind;
  phase_ = Phase::open;
  active_at_ = now.at;
  let_agent_settle(now.at);
  send_size(now);
}

void Channel::let_agent_settle(TimePoint now) {
  const auto round_trip = window_.first_round_trip();
  if (options_.settling_time > TimePoint::duration::zero() &&
      (!round_trip || *round_trip < options_.settling_time)) {
    settled_at_ = now + options_.settling_time;
  }
}

// A shell whose output is not encrypted begins with it. The agent does not tell its version then.
Channel::Consumed Channel::begin_without_handshake(Instant now) {
  if (!options_.kinds.contain(SessionKind::terminal)) {
    return fail_session("the agent sent output without a handshake: not a Port session");
  }
  become_open(SessionKind::terminal, now);
  return Consumed::yes;
}

Channel::Consumed Channel::consume_output(PayloadType type, ByteView payload, Instant now) {
  if (!handshake_.requested() && phase_ == Phase::handshaking) {
    const Consumed begun = begin_without_handshake(now);
    if (begun == Consumed::failed) return begun;
  }
  // It would be taken for plain bytes where the session is about to be encrypted.
  if (phase_ == Phase::handshaking) {
    return fail_session("the agent sent output before the end of the handshake");
  }
  window_.agent().target_is_ready();
  if (discard_output_) return Consumed::yes;
  const std::size_t held = local_.size() + taken_;
  if (held > 0 && held + payload.size() > options_.output_buffer) return Consumed::not_ready;
  active_at_ = now.at;
  const auto plain = opened_payload(payload);
  if (!plain) return fail_session("output could not be decrypted");
  const bool is_error = type == PayloadType::std_err;
  const OutputStream stream = is_error ? OutputStream::error : OutputStream::standard;
  local_.append(stream, *plain);
  if (!plain->empty() && strikes<InjectedBug::double_byte>(std::ssize(payload), ticks(now.at))) {
    local_.append(stream, plain->last(1));
  }
  return Consumed::yes;
}

// In an encrypted session the agent seals output of both streams and the exit code.
std::optional<ByteView> Channel::opened_payload(ByteView payload) {
  const auto& keys = handshake_.keys();
  if (!keys) return payload;
  auto plain = keys->agent_to_client.open(payload);
  if (!plain) return std::nullopt;
  plain_ = std::move(*plain);
  return plain_;
}

Channel::Consumed Channel::consume_exit_code(ByteView payload) {
  if (phase_ == Phase::handshaking) return Consumed::yes;
  const auto plain = opened_payload(payload);
  if (!plain) return fail_session("the exit code could not be decrypted");
  exit_code_ = parse_exit_code(*plain);
  return Consumed::yes;
}

void Channel::on_agent_flag(ByteView payload) {
  if (parse_flag(payload) == Flag::connect_to_port_error) ++refusals_;
}

}  // namespace cloudx::ssm
