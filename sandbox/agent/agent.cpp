#include "sandbox/agent/agent.hpp"

#include <utility>

#include "base/uuid.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::size_t kBufferedMessages = 100'000;  // outgoing and reorder buffer of the agent
// Without the pause after each chunk nothing would slow the agent down: this takes its place.
constexpr std::size_t kUnpacedWindow = 4096;
constexpr std::chrono::seconds kHandshakeLimit{15};
constexpr std::chrono::seconds kDrainLimit{2};
constexpr std::string_view kErrorHeading = "----------ERROR-------\n";

std::uint64_t unix_milliseconds(Time now) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
}

}  // namespace

AgentActions Agent::on_message(ByteView message, Time now) {
  AgentActions actions;
  const auto frame = ssm::decode_frame(message);
  if (!frame) {
    ++rejected_;
    return actions;
  }
  if (phase_ == Phase::ended) return actions;
  if (frame->header.type == ssm::MessageType::acknowledge) {
    on_acknowledge(*frame, now, actions);
  } else if (frame->header.type == ssm::MessageType::input_stream_data) {
    if (frame->payload.empty()) ++rejected_;
    on_input(*frame, now, actions);
  }
  end_if_drained(now, actions);
  return actions;
}

void Agent::on_input(const ssm::Frame& frame, Time now, AgentActions& actions) {
  send_held(now, actions);
  const std::int64_t number = frame.header.sequence;
  if (number < expected_) {
    if (acknowledges_duplicates()) acknowledge(frame, now, actions);
    return;
  }
  if (number > expected_) {
    if (reorder_buffer_.size() >= kBufferedMessages) return;
    acknowledge(frame, now, actions);
    reorder_buffer_.try_emplace(
        number, Input{frame.header.payload_type, {frame.payload.begin(), frame.payload.end()}});
    return;
  }
  if (process(frame.header.payload_type, frame.payload, now, actions) == Outcome::not_ready) return;
  acknowledge(frame, now, actions);
  ++expected_;
  drain_reorder_buffer(now, actions);
}

void Agent::drain_reorder_buffer(Time now, AgentActions& actions) {
  for (auto next = reorder_buffer_.find(expected_); next != reorder_buffer_.end();
       next = reorder_buffer_.find(expected_)) {
    const Input& input = next->second;
    if (process(input.type, input.payload, now, actions) == Outcome::not_ready) return;
    reorder_buffer_.erase(next);
    ++expected_;
  }
}

Agent::Outcome Agent::process(ssm::PayloadType type, ByteView payload, Time now,
                              AgentActions& actions) {
  if (phase_ == Phase::handshake) {
    // Anything else is acknowledged and thrown away until the handshake is over.
    if (type == ssm::PayloadType::handshake_response) on_handshake_response(payload, now, actions);
    return Outcome::handled;
  }
  if (type == ssm::PayloadType::flag) {
    on_flag(payload, now);
  } else if (type == ssm::PayloadType::output) {
    if (phase_ == Phase::connecting) return Outcome::not_ready;
    if (phase_ == Phase::forwarding) {
      actions.emplace_back(WriteTarget{{payload.begin(), payload.end()}});
    }
  }
  return Outcome::handled;
}

void Agent::on_flag(ByteView payload, Time now) {
  const auto flag = ssm::parse_flag(payload);
  if (flag == ssm::Flag::terminate_session) {
    begin_end("", now);
  } else if (flag == ssm::Flag::disconnect_to_port) {
    begin_end(std::string(kErrorHeading) + "The client disconnected from the port.", now);
  }
}

void Agent::on_acknowledge(const ssm::Frame& frame, Time now, AgentActions& actions) {
  const auto acknowledged = ssm::parse_acknowledge(frame.payload);
  if (!acknowledged) {
    ++rejected_;
    return;
  }
  const auto found = outgoing_.find(acknowledged->sequence);
  if (found != outgoing_.end()) {
    if (!found->second.repeated) rtt_.add(now - found->second.sent);
    outgoing_.erase(found);
  }
  send_held(now, actions);
}

void Agent::acknowledge(const ssm::Frame& frame, Time now, AgentActions& actions) const {
  ssm::AcknowledgeBuffer buffer{};
  const ByteView payload =
      ssm::format_acknowledge({frame.header.type, frame.header.id, frame.header.sequence}, buffer);
  const ssm::FrameHeader header{.type = ssm::MessageType::acknowledge,
                                .created_ms = unix_milliseconds(now),
                                .flags = ssm::kSynFin,
                                .id = random_uuid()};
  SendFrame action;
  ssm::encode_frame(header, payload, action.frame);
  actions.emplace_back(std::move(action));
}

bool Agent::acknowledges_duplicates() const {
  const auto version = ssm::parse_agent_version(config_.version);
  return version && *version >= ssm::kFirstAcknowledgingDuplicates;
}

void Agent::send(ssm::PayloadType type, ByteView payload, Time now, AgentActions& actions) {
  const ssm::FrameHeader header{.type = ssm::MessageType::output_stream_data,
                                .created_ms = unix_milliseconds(now),
                                .sequence = next_,
                                .flags = next_ == 0 ? ssm::kSyn : ssm::kNoFlags,
                                .id = random_uuid(),
                                .payload_type = type};
  Bytes frame;
  ssm::encode_frame(header, payload, frame);
  if (outgoing_.empty()) next_resend_check_ = now + config_.resend_interval;
  if (!paused_) actions.emplace_back(SendFrame{frame});
  if (outgoing_.size() < kBufferedMessages) {
    outgoing_.emplace(next_, Outgoing{std::move(frame), now, paused_});
  }
  ++next_;
}

void Agent::pause() {
  paused_ = true;
}

AgentActions Agent::resume(Time now) {
  AgentActions actions;
  send_held(now, actions);
  return actions;
}

// Input, an acknowledge or start_publication end a pause.
void Agent::send_held(Time now, AgentActions& actions) {
  if (!std::exchange(paused_, false)) return;
  for (auto& [number, message] : outgoing_) {
    if (!std::exchange(message.held, false)) continue;
    message.sent = now;
    actions.emplace_back(SendFrame{message.frame});
  }
}

AgentActions Agent::on_target_data(ByteView data, Time now) {
  AgentActions actions;
  if (phase_ == Phase::forwarding && !data.empty()) {
    send(ssm::PayloadType::output, data, now, actions);
  }
  return actions;
}

bool Agent::wants_target_data() const {
  return phase_ == Phase::forwarding && !paused_ &&
         (config_.paced || outgoing_.size() < kUnpacedWindow);
}

AgentActions Agent::on_target_closed(Time now) {
  AgentActions actions;
  begin_end("", now);
  end_if_drained(now, actions);
  return actions;
}

// The reason is never told: the plugin closes the connection that it has not got, its process dies
// of that, and the agent's master reports the death.
AgentActions Agent::on_target_failed(std::string_view /*reason*/, Time now) {
  AgentActions actions;
  begin_end(std::string(kErrorHeading) +
                "document process failed unexpectedly: document worker timed out , check "
                "[ssm-document-worker]/[ssm-session-worker] log for crash reason",
            now);
  end_if_drained(now, actions);
  return actions;
}

// The session ends in end_if_drained(), so that the acknowledge of what caused the end goes first.
void Agent::begin_end(std::string output, Time now) {
  if (phase_ == Phase::draining || phase_ == Phase::ended) return;
  phase_ = Phase::draining;
  output_ = std::move(output);
  drain_until_ = now + kDrainLimit;
}

void Agent::end_if_drained(Time now, AgentActions& actions) {
  if (phase_ != Phase::draining || (!outgoing_.empty() && now < drain_until_)) return;
  phase_ = Phase::ended;
  actions.emplace_back(EndSession{output_});
}

AgentActions Agent::on_tick(Time now) {
  AgentActions actions;
  if (phase_ == Phase::handshake && now - handshake_started_ >= kHandshakeLimit) {
    begin_end(std::string(kErrorHeading) +
                  "Handshake timed out. Please ensure that you have the "
                  "latest version of the session manager plugin.",
              now);
  }
  if (now >= next_resend_check_ && !paused_ && phase_ != Phase::ended) {
    next_resend_check_ = now + config_.resend_interval;
    repeat_oldest(now, actions);
  }
  end_if_drained(now, actions);
  return actions;
}

// Age counts from the first sending, so that after its first repeat a message is repeated at every
// check, as the agent does.
void Agent::repeat_oldest(Time now, AgentActions& actions) {
  std::size_t left = config_.resend_count;
  for (auto& [number, message] : outgoing_) {
    if (left-- == 0 || now - message.sent <= rtt_.timeout()) return;
    message.repeated = true;
    actions.emplace_back(SendFrame{message.frame});
  }
}

}  // namespace cloudx::sandbox
