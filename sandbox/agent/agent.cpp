#include "sandbox/agent/agent.hpp"

#include <utility>

#include "base/uuid.hpp"
#include "protocol/ssm/acknowledge.hpp"
#include "protocol/ssm/control.hpp"
#include "protocol/ssm/version.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::size_t kBufferedMessages = 100'000;  // outgoing and reorder buffer of the agent
constexpr std::chrono::seconds kHandshakeLimit{15};
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
    if (acknowledges_duplicates()) acknowledge(frame.header, now, actions);
    return;
  }
  if (number > expected_) {
    if (reorder_buffer_.size() >= kBufferedMessages) return;
    acknowledge(frame.header, now, actions);
    reorder_buffer_.try_emplace(
        number, Input{frame.header.payload_type, {frame.payload.begin(), frame.payload.end()}});
    return;
  }
  const Outcome outcome = process(frame.header.payload_type, frame.payload, now, actions);
  if (outcome == Outcome::not_ready) return;
  ++expected_;
  if (outcome == Outcome::blocked) {
    interrupted_by_ = frame.header;
    return;
  }
  acknowledge(frame.header, now, actions);
  drain_reorder_buffer(now, actions);
}

void Agent::drain_reorder_buffer(Time now, AgentActions& actions) {
  for (auto next = reorder_buffer_.find(expected_); next != reorder_buffer_.end();
       next = reorder_buffer_.find(expected_)) {
    const Input& input = next->second;
    if (process(input.type, input.payload, now, actions) == Outcome::not_ready) return;
    reorder_buffer_.erase(next);
    ++expected_;
    if (busy()) return;
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

void Agent::acknowledge(const ssm::FrameHeader& of, Time now, AgentActions& actions) const {
  ssm::AcknowledgeBuffer buffer{};
  const ByteView payload = ssm::format_acknowledge({of.type, of.id, of.sequence}, buffer);
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

AgentActions Agent::on_tick(Time now) {
  AgentActions actions;
  if (phase_ == Phase::deciding && now - started_ >= config_.decision_delay) {
    start_plugin("", now, actions);
  } else if (phase_ == Phase::handshake && now - started_ >= kHandshakeLimit) {
    begin_end(std::string(kErrorHeading) +
                  "Handshake timed out. Please ensure that you have the "
                  "latest version of the session manager plugin.",
              now);
  }
  if (pumps_from_ && now >= *pumps_from_) pumping_ = true;
  if (later_ && now >= later_->due) {
    const Later end = *std::exchange(later_, std::nullopt);
    if (!end.error_text.empty()) {
      send(ssm::PayloadType::std_err, as_bytes(end.error_text), now, actions);
    }
    begin_end(end.output, now);
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
