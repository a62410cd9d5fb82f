#include "protocol/ssm/channel.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "protocol/ssm/control.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::ssm {

Channel::Channel(ChannelOptions options, RandomSource random)
    : options_(std::move(options)),
      random_(std::move(random)),
      handshake_(options_.session_id, options_.target, options_.kinds, options_.client_version),
      probe_(options_.payload),
      pacer_(options_.message_rate),
      window_(options_.window),
      reorder_(options_.reorder) {
  client_id_ = to_string(new_id());
}

Uuid Channel::new_id() {
  Uuid uuid;
  random_(uuid.bytes);
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x40);  // version 4
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

Nonce Channel::new_nonce() {
  Nonce nonce;
  random_(nonce);
  return nonce;
}

void Channel::opened(Secret token, Instant now) {
  if (phase_ == Phase::closed) return;
  connected_ = true;
  token_ = std::move(token);
  opened_at_ = active_at_ = now.at;
  withdraw_probe(now);  // it may be why the last websocket was lost
  window_.restart();
  if (phase_ == Phase::connecting) phase_ = Phase::handshaking;
}

void Channel::lost(Instant now) {
  connected_ = false;
  pacer_.lost(now.at);
  if (window_.holds_larger(kOfficialPayload)) probe_.lost_with_larger();
  token_.reset();
  if (phase_ == Phase::closing) finish(std::move(*pending_end_));
}

void Channel::terminate(Instant now) {
  begin_close({ChannelEnd::Kind::terminated, {}}, now);
}

void Channel::data_key(const Result<DataKey>& key, Instant now) {
  if (phase_ != Phase::handshaking) return;
  if (const auto response = handshake_.on_data_key(key)) {
    last_reply_ = send_payload(PayloadType::handshake_response, as_bytes(*response), now);
  }
}

void Channel::tick(Instant now) {
  if (window_.exhausted()) fail_session("the agent has stopped to acknowledge data");
  const auto limit = phase_deadline();
  if (limit && *limit <= now.at) {
    if (phase_ == Phase::handshaking) {
      fail_session(fmt::format("the agent did not {} the handshake within {} s{}",
                               handshake_.requested() ? "complete" : "start",
                               options_.handshake_limit / std::chrono::seconds(1),
                               discarded_ == 0 ? "" : "; malformed messages came instead"));
    } else if (phase_ == Phase::closing) {
      finish(std::move(*pending_end_));
    }
  }
  if (settled_at_ && *settled_at_ <= now.at) settled_at_.reset();
  if (phase_ == Phase::open && connected_) send_tail_probe(now);
  const auto quiet = quiet_deadline();
  if (quiet && *quiet <= now.at) begin_close({ChannelEnd::Kind::quiet, {}}, now);
}

std::optional<TimePoint> Channel::deadline(Instant now) const {
  if (phase_ == Phase::closed) return std::nullopt;
  auto earliest = phase_deadline();
  const auto consider = [&](std::optional<TimePoint> at) {
    if (at && (!earliest || *at < *earliest)) earliest = at;
  };
  consider(quiet_deadline());
  consider(settled_at_);
  if (waits_for_pacer(now)) consider(pacer_.ready_at(now.at));
  if (connected_ && !backlogged() && !window_.ready(now.at)) consider(window_.deadline());
  return earliest;
}

std::optional<TimePoint> Channel::phase_deadline() const {
  if (phase_ == Phase::handshaking && connected_) return opened_at_ + options_.handshake_limit;
  if (phase_ == Phase::closing) return closing_at_ + options_.terminate_limit;
  return std::nullopt;
}

// The protocol has no half-close: after the end of local input the remote may go on, but somebody
// has to stop when nothing comes any more.
std::optional<TimePoint> Channel::quiet_deadline() const {
  const bool drained = window_.empty() && reorder_.empty() && local_.empty() && taken_ == 0;
  if (phase_ != Phase::open || !local_ended_ || !drained || !connected_) return std::nullopt;
  if (!options_.quiet_limit) return std::nullopt;
  return active_at_ + (window_.paused() ? options_.paused_limit : *options_.quiet_limit);
}

void Channel::begin_close(ChannelEnd end, Instant now) {
  if (phase_ == Phase::closing || phase_ == Phase::closed) return;
  // During the handshake an agent throws everything else away, and a peer that is not there cannot
  // answer: then only the service can end the session.
  if (phase_ != Phase::open || !connected_ || window_.paused() || !flag_is_understood()) {
    finish(std::move(end));
    return;
  }
  flag_number_ = send_payload(PayloadType::flag, format_flag(Flag::terminate_session), now);
  pending_end_ = std::move(end);
  phase_ = Phase::closing;
  closing_at_ = now.at;
}

// Only the plugin for ports looks at it.
bool Channel::flag_is_understood() const {
  if (!kind_ || !is_port(*kind_)) return false;
  const auto version = parse_agent_version(handshake_.agent_version());
  return version && *version > kLastWithoutTerminateFlag;
}

Channel::Consumed Channel::fail_session(std::string reason) {
  finish({ChannelEnd::Kind::failed, std::move(reason)});
  return Consumed::failed;
}

void Channel::finish(ChannelEnd end) {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  end_ = std::move(end);
}

FrameHeader Channel::stream_header(PayloadType type, Instant now) {
  FrameHeader header;
  header.type = MessageType::input_stream_data;
  header.created_ms = now.unix_ms;
  header.id = new_id();
  header.payload_type = type;
  return header;
}

std::int64_t Channel::send_payload(PayloadType type, ByteView payload, Instant now) {
  Bytes frame = window_.new_frame(payload.size());
  std::ranges::copy(payload, frame.begin() + kFrameHeaderSize);
  return window_.commit(stream_header(type, now), std::move(frame));
}

}  // namespace cloudx::ssm
