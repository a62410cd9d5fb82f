// The beginning of a session at the agent: the handshake, where there is one, and which plugin does
// the work.

#include "protocol/ssm/handshake.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "protocol/ssm/version.hpp"
#include "sandbox/agent/agent.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

constexpr std::string_view kErrorHeading = "----------ERROR-------\n";
constexpr ssm::AgentVersion kLastWithoutMultiplexer = {3, 0, 196, 0};
constexpr ssm::AgentVersion kFirstSeparatingOutput = {3, 1, 1511, 0};
constexpr ssm::AgentVersion kFirstAskingForKeepalive = {3, 1, 1575, 0};
constexpr ssm::AgentVersion kNeverKeepingAlive = {3, 1, 1446, 0};
// An agent holds back an error that comes before its terminal or its command is there.
constexpr std::chrono::seconds kFailureDelay{2};

using Numbers = std::vector<int>;

// "1.2.331.0". What is no number counts as 0.
Numbers numbers_of(std::string_view version) {
  Numbers numbers;
  for (;;) {
    const std::size_t dot = version.find('.');
    const std::string_view component = version.substr(0, dot);
    int number = 0;
    std::from_chars(component.data(), component.data() + component.size(), number);
    numbers.push_back(number);
    if (dot == std::string_view::npos) return numbers;
    version.remove_prefix(dot + 1);
  }
}

// The agent compares number by number; of two that agree as far as both go, the shorter one is
// lower. That is how vectors compare.
bool at_least(std::string_view client_version, const Numbers& least) {
  return numbers_of(client_version) >= least;
}

bool newer_than(std::string_view client_version, const Numbers& other) {
  return numbers_of(client_version) > other;
}

std::string_view session_type(SessionKind kind) {
  switch (kind) {
    case SessionKind::shell:
      return "Standard_Stream";
    case SessionKind::interactive_command:
      return "InteractiveCommands";
    case SessionKind::exec:
      return "NonInteractiveCommands";
    default:
      return "Port";
  }
}

// As Go writes a map: its keys are sorted.
json::object sorted(const json::object& object) {
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : object) keys.push_back(key);
  std::ranges::sort(keys);
  json::object out;
  for (const std::string_view key : keys) out[key] = object.at(key);
  return out;
}

ssm::AgentVersion version_of(const AgentConfig& config) {
  return ssm::parse_agent_version(config.version).value_or(ssm::AgentVersion{});
}

}  // namespace

AgentActions Agent::start(Time now) {
  AgentActions actions;
  if (phase_ != Phase::idle) return actions;
  started_ = now;
  phase_ = is_terminal() ? Phase::deciding : Phase::handshake;
  if (is_terminal()) return actions;
  json::object parameters{{"SessionType", session_type(config_.kind)}, {"Properties", nullptr}};
  // Not by the client's codec: an account's document may have values there that are no texts.
  if (is_port()) parameters["Properties"] = sorted(config_.properties);
  const json::object action{{"ActionType", ssm::kActionSessionType},
                            {"ActionParameters", std::move(parameters)}};
  const std::string request = json::serialize(json::object{
      {"AgentVersion", config_.version}, {"RequestedClientActions", json::array{action}}});
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
  separate_ = config_.separate_output && version_of(config_) >= kFirstSeparatingOutput;
  const bool outdated = separate_ && !newer_than(response->client_version, {1, 2, 295});
  const std::string complete = ssm::format_handshake_complete(
      {std::chrono::duration_cast<std::chrono::nanoseconds>(now - started_),
       outdated ? "Please update session manager plugin to show the exit code." : ""});
  send(ssm::PayloadType::handshake_complete, as_bytes(complete), now, actions);
  start_plugin(response->client_version, now, actions);
}

void Agent::start_plugin(std::string_view client_version, Time now, AgentActions& actions) {
  phase_ = Phase::connecting;
  if (!config_.failure.empty()) {
    if (is_port()) {
      begin_end(config_.failure, now);
    } else {
      end_later(kFailureDelay, "", config_.failure, now);
    }
    return;
  }
  ConnectTarget connect;
  const bool forwarding =
      config_.kind == SessionKind::local_port || config_.kind == SessionKind::remote_host;
  if (is_terminal()) {
    connect.plugin = Plugin::terminal;
  } else if (config_.kind == SessionKind::exec) {
    connect.plugin = Plugin::command;
  } else if (forwarding) {
    const ssm::AgentVersion version = version_of(config_);
    const bool mux = version > kLastWithoutMultiplexer && at_least(client_version, {1, 1, 70});
    connect.plugin = mux ? Plugin::mux_port : Plugin::basic_port;
    connect.keepalive = version >= kFirstAskingForKeepalive
                            ? !newer_than(client_version, {1, 2, 331, 0})
                            : version != kNeverKeepingAlive;
  }
  plugin_ = connect.plugin;
  actions.emplace_back(connect);
}

AgentActions Agent::on_target_connected(Time now) {
  AgentActions actions;
  if (phase_ != Phase::connecting) return actions;
  phase_ = Phase::forwarding;
  pumps_from_ = now + (is_terminal() ? config_.terminal_delay : Duration::zero());
  pumping_ = now >= *pumps_from_;
  if (is_terminal() && !config_.shell_profile.empty()) {
    actions.emplace_back(WriteTarget{to_bytes(config_.shell_profile + "\n")});
  }
  return actions;
}

}  // namespace cloudx::sandbox
