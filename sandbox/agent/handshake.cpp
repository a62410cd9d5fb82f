// The agent's part of the handshake.

#include "protocol/ssm/handshake.hpp"

#include <array>
#include <cstdlib>

#include "sandbox/agent/agent.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::string_view kErrorHeading = "----------ERROR-------\n";

// "1.1.70" is where the multiplexer began. The agent compares number by number.
bool speaks_multiplexer(std::string_view client_version) {
  constexpr std::array kSince{1, 1, 70};
  for (const int least : kSince) {
    const std::size_t dot = client_version.find('.');
    const std::string component(client_version.substr(0, dot));
    client_version.remove_prefix(dot == std::string_view::npos ? client_version.size() : dot + 1);
    const int number = std::atoi(component.c_str());
    if (number != least) return number > least;
  }
  return true;
}

}  // namespace

AgentActions Agent::start(Time now) {
  AgentActions actions;
  if (phase_ != Phase::idle) return actions;
  phase_ = Phase::handshake;
  handshake_started_ = now;
  ssm::RequestedAction action;
  action.type = ssm::kActionSessionType;
  action.session_type = "Port";
  action.properties.emplace();
  if (config_.local_port_forwarding) {
    action.properties->emplace_back("localPortNumber", config_.local_port);
  }
  action.properties->emplace_back("portNumber", config_.port);
  if (config_.local_port_forwarding) {
    action.properties->emplace_back("type", "LocalPortForwarding");
  }
  const std::string request = ssm::format_handshake_request({config_.version, {action}});
  send(ssm::PayloadType::handshake_request, as_bytes(request), now, actions);
  return actions;
}

void Agent::on_handshake_response(ByteView payload, Time now, AgentActions& actions) {
  const auto response = ssm::parse_handshake_response(payload);
  if (!response) {
    ++rejected_;
    begin_end(std::string(kErrorHeading) + "The handshake response can not be read.", now);
    return;
  }
  for (const ssm::ProcessedAction& action : response->actions) {
    if (action.status == ssm::ActionStatus::success) continue;
    begin_end(std::string(kErrorHeading) + "Encountered error while initiating handshake. " +
                  action.type + " failed on client with status " +
                  std::to_string(static_cast<int>(action.status)) + " error: " + action.error,
              now);
    return;
  }
  if (config_.local_port_forwarding && speaks_multiplexer(response->client_version)) {
    begin_end(std::string(kErrorHeading) +
                  "cloudx-sandbox: its agent has no multiplexer, which port forwarding needs",
              now);
    return;
  }
  const std::string complete = ssm::format_handshake_complete(
      {std::chrono::duration_cast<std::chrono::nanoseconds>(now - handshake_started_), ""});
  send(ssm::PayloadType::handshake_complete, as_bytes(complete), now, actions);
  phase_ = Phase::connecting;
  actions.emplace_back(ConnectTarget{});
}

AgentActions Agent::on_target_connected() {
  if (phase_ == Phase::connecting) phase_ = Phase::forwarding;
  return {};
}

}  // namespace cloudx::sandbox
