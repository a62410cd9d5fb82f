// What the agent's plugins send to the client, and what ends them.

#include <utility>

#include <fmt/format.h>

#include "protocol/ssm/control.hpp"
#include "sandbox/agent/agent.hpp"

namespace cloudx::sandbox {

namespace {

// Without the pause after each chunk nothing would slow the agent down: this takes its place.
constexpr std::size_t kUnpacedWindow = 4096;
constexpr std::chrono::seconds kDrainLimit{2};
// From the exit code of a command that did not start to the reason, and from one whose words can
// not be told apart to the end.
constexpr std::chrono::seconds kNotStartedDelay{1};
constexpr std::chrono::seconds kUnreadableDelay{3};
constexpr std::chrono::seconds kNoTerminalDelay{2};
constexpr std::string_view kErrorHeading = "----------ERROR-------\n";
constexpr int kErrorCode = 1;

std::string exit_text(int code) {
  return fmt::format("EXIT_CODE: {}", code);
}

}  // namespace

AgentActions Agent::on_target_data(ByteView data, Time now) {
  AgentActions actions;
  if (phase_ != Phase::forwarding || data.empty()) return actions;
  if (!is_terminal()) {
    send(ssm::PayloadType::output, data, now, actions);
    return actions;
  }
  const Bytes text = output_cut_.pass(data);
  if (!text.empty()) send(ssm::PayloadType::output, text, now, actions);
  return actions;
}

AgentActions Agent::on_command_data(CommandStream stream, ByteView data, Time now) {
  AgentActions actions;
  if (phase_ != Phase::forwarding || data.empty()) return actions;
  const bool errors = stream == CommandStream::errors;
  const std::string& prefix = errors ? config_.error_prefix : config_.output_prefix;
  bool& at_line = errors ? at_error_line_ : at_output_line_;
  Bytes text;
  if (at_line && separate_) text = to_bytes(prefix);
  at_line = data.back() == '\n';
  const Bytes whole = (errors ? error_cut_ : output_cut_).pass(data);
  text.insert(text.end(), whole.begin(), whole.end());
  if (text.empty()) return actions;
  send(errors ? ssm::PayloadType::std_err : ssm::PayloadType::output, text, now, actions);
  return actions;
}

bool Agent::wants_target_data() const {
  return phase_ == Phase::forwarding && !paused_ && pumping_ &&
         (config_.paced || outgoing_.size() < kUnpacedWindow);
}

AgentActions Agent::on_target_closed(Time now) {
  AgentActions actions;
  begin_end("", now);
  end_if_drained(now, actions);
  return actions;
}

// Of a port the reason is never told: the plugin closes the connection that it has not got, its
// process dies of that, and the agent's master reports the death.
AgentActions Agent::on_target_failed(std::string_view reason, Time now) {
  AgentActions actions;
  if (is_terminal()) {
    end_later(kNoTerminalDelay, "",
              fmt::format("\n{}Unable to start command: Failed to start pty: {}\n\n", kErrorHeading,
                          reason),
              now);
    return actions;
  }
  begin_end(std::string(kErrorHeading) +
                "document process failed unexpectedly: document worker timed out , check "
                "[ssm-document-worker]/[ssm-session-worker] log for crash reason",
            now);
  end_if_drained(now, actions);
  return actions;
}

AgentActions Agent::on_target_forbidden(std::string_view reason, Time now) {
  AgentActions actions;
  begin_end(std::string(reason), now);
  end_if_drained(now, actions);
  return actions;
}

AgentActions Agent::on_dial_failed(Time now) {
  AgentActions actions;
  if (phase_ != Phase::forwarding) return actions;
  const Bytes flag = ssm::format_flag(ssm::Flag::connect_to_port_error);
  send(ssm::PayloadType::flag, flag, now, actions);
  return actions;
}

// The handler of an interrupt waits for the command itself, so that the plugin's own wait fails and
// its code is that of an error.
AgentActions Agent::on_command_ended(std::optional<int> exit_code, Time now) {
  AgentActions actions;
  if (phase_ != Phase::forwarding) return actions;
  if (separate_) {
    const int code = interrupted_ ? kErrorCode : exit_code.value_or(-1);
    send(ssm::PayloadType::exit_code, as_bytes(exit_text(code)), now, actions);
  }
  begin_end("", now);
  end_if_drained(now, actions);
  return actions;
}

AgentActions Agent::on_command_unreadable(std::string_view reason, Time now) {
  const std::string text = fmt::format("Unable to start command: {}\n", reason);
  end_later(kUnreadableDelay, text, fmt::format("\n{}{}\n", kErrorHeading, text), now);
  return {};
}

AgentActions Agent::on_command_not_started(std::string_view reason, Time now) {
  AgentActions actions;
  if (separate_) {
    send(ssm::PayloadType::exit_code, as_bytes(exit_text(kErrorCode)), now, actions);
  }
  end_later(kNotStartedDelay, fmt::format("Error occurred starting the command: {}\n", reason), "",
            now);
  return actions;
}

// The session ends in end_if_drained(), so that the acknowledge of what caused the end goes first.
void Agent::begin_end(std::string output, Time now) {
  if (phase_ == Phase::draining || phase_ == Phase::ended) return;
  phase_ = Phase::draining;
  output_ = std::move(output);
  drain_until_ = now + kDrainLimit;
}

void Agent::end_later(Duration delay, std::string error_text, std::string output, Time now) {
  later_ = Later{now + delay, std::move(error_text), std::move(output)};
}

void Agent::end_if_drained(Time now, AgentActions& actions) {
  if (phase_ != Phase::draining || (!outgoing_.empty() && now < drain_until_)) return;
  phase_ = Phase::ended;
  actions.emplace_back(EndSession{output_});
}

}  // namespace cloudx::sandbox
