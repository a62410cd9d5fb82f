// What the agent's plugins do with the client's messages. Outcome::not_ready leaves a message
// unacknowledged, so that it comes again.

#include <algorithm>
#include <utility>

#include "protocol/ssm/control.hpp"
#include "sandbox/agent/agent.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::string_view kErrorHeading = "----------ERROR-------\n";
constexpr std::uint8_t kInterruptKey = 0x03;  // Ctrl-C
constexpr std::uint8_t kQuitKey = 0x1C;       // Ctrl-backslash

}  // namespace

Agent::Outcome Agent::process(ssm::PayloadType type, ByteView payload, Time now,
                              AgentActions& actions) {
  if (phase_ == Phase::handshake) {
    // Anything else is acknowledged and thrown away until the handshake is over.
    if (type == ssm::PayloadType::handshake_response) on_handshake_response(payload, now, actions);
    return Outcome::handled;
  }
  if (is_terminal()) return process_terminal(type, payload, actions);
  if (!is_port()) return process_command(type, payload, actions);
  return process_port(type, payload, now, actions);
}

Agent::Outcome Agent::process_port(ssm::PayloadType type, ByteView payload, Time now,
                                   AgentActions& actions) {
  if (type == ssm::PayloadType::flag) {
    on_flag(payload, now, actions);
  } else if (type == ssm::PayloadType::output) {
    if (phase_ == Phase::connecting) return Outcome::not_ready;
    if (phase_ == Phase::forwarding) {
      actions.emplace_back(WriteTarget{{payload.begin(), payload.end()}});
    }
  }
  return Outcome::handled;
}

void Agent::on_flag(ByteView payload, Time now, AgentActions& actions) {
  const auto flag = ssm::parse_flag(payload);
  if (flag == ssm::Flag::terminate_session) {
    begin_end("", now);
  } else if (flag == ssm::Flag::disconnect_to_port) {
    if (plugin_ == Plugin::basic_port) {
      actions.emplace_back(DisconnectTarget{});
    } else if (plugin_ == Plugin::raw_port) {
      begin_end(std::string(kErrorHeading) + "The client disconnected from the port.", now);
    }
  }
}

// Flags are acknowledged and ignored. So is everything before the agent has decided that there is
// no handshake, and after the end.
Agent::Outcome Agent::process_terminal(ssm::PayloadType type, ByteView payload,
                                       AgentActions& actions) const {
  if (type != ssm::PayloadType::output && type != ssm::PayloadType::size) return Outcome::handled;
  if (phase_ == Phase::connecting) return Outcome::not_ready;
  if (phase_ != Phase::forwarding) return Outcome::handled;
  if (type == ssm::PayloadType::output) {
    actions.emplace_back(WriteTarget{{payload.begin(), payload.end()}});
  } else if (const auto size = ssm::parse_size(payload)) {
    actions.emplace_back(ResizeTarget{static_cast<std::uint16_t>(size->columns),
                                      static_cast<std::uint16_t>(size->rows)});
  }
  return Outcome::handled;
}

// A command has no input; two keys are signals to it.
Agent::Outcome Agent::process_command(ssm::PayloadType type, ByteView payload,
                                      AgentActions& actions) {
  if (type != ssm::PayloadType::output) return Outcome::handled;
  if (phase_ == Phase::connecting) return Outcome::not_ready;
  const auto key = std::ranges::find_if(
      payload, [](std::uint8_t byte) { return byte == kInterruptKey || byte == kQuitKey; });
  if (key == payload.end() || phase_ != Phase::forwarding) return Outcome::handled;
  actions.emplace_back(InterruptTarget{*key == kQuitKey});
  interrupted_ = true;
  waits_for_command_ = true;
  return Outcome::blocked;
}

AgentActions Agent::on_command_exited(Time now) {
  AgentActions actions;
  if (!std::exchange(waits_for_command_, false)) return actions;
  if (interrupted_by_) {
    acknowledge(*std::exchange(interrupted_by_, std::nullopt), now, actions);
  }
  drain_reorder_buffer(now, actions);
  return actions;
}

}  // namespace cloudx::sandbox
