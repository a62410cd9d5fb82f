#pragma once
// A managed node: an EC2 instance, or a hybrid node ("mi-..."), and how its state moves with time.
// Codes and names of the states are those of EC2's InstanceState.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "sandbox/world/clock.hpp"
#include "sandbox/world/launch.hpp"

namespace cloudx::sandbox {

enum class InstanceState : std::uint8_t {
  pending = 0,
  running = 16,
  shutting_down = 32,
  terminated = 48,
  stopping = 64,
  stopped = 80,
};

[[nodiscard]] std::string_view name_of(InstanceState state);
[[nodiscard]] Result<InstanceState> parse_instance_state(std::string_view name);

struct InstanceSpec {
  std::string id = "i-0123456789abcdef0";
  InstanceState state = InstanceState::running;
  Tags tags;  // "Name" among them
  std::string private_ip = "127.0.0.1";
  std::string agent_version = "3.3.1142.0";
  std::string platform = "Linux";                   // SSM's PlatformType
  Duration boot = std::chrono::seconds(2);          // pending -> running
  Duration stop = std::chrono::seconds(2);          // stopping -> stopped
  Duration online_delay = std::chrono::seconds(1);  // running -> the agent is Online
  Duration refuse_delay = std::chrono::seconds(1);  // Online -> StartSession is accepted
  std::string start_error_code;  // StartInstances fails with it, e.g. InsufficientInstanceCapacity
  std::string start_error_text;
  bool port_refused = false;  // nothing answers on port 22
  Duration ssh_delay{};       // running -> its SSH server answers there

  [[nodiscard]] bool hybrid() const { return id.starts_with("mi-"); }
};

// "id=i-...,state=stopped,boot=2s,...": the value of --instance. Errc::usage names the bad part.
[[nodiscard]] Result<InstanceSpec> parse_instance_spec(std::string_view text);
// "250ms", "2s", "1m".
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

// Why an instance is not running: EC2's StateReason.
struct StateReason {
  std::string code;  // "Client.UserInitiatedShutdown"; empty: it runs
  std::string message;
};

// An instance that is running at the start has been so for long: its agent takes sessions at once.
class Instance {
 public:
  Instance(InstanceSpec spec, Time now);
  Instance(InstanceSpec spec, Launch launch, Time now);  // by RunInstances

  [[nodiscard]] const InstanceSpec& spec() const { return spec_; }
  [[nodiscard]] InstanceState state(Time now) const;
  [[nodiscard]] bool online(Time now) const;            // PingStatus Online
  [[nodiscard]] bool accepts_sessions(Time now) const;  // true some time after online()
  [[nodiscard]] bool ssh_answers(Time now) const;       // something listens on port 22
  [[nodiscard]] Time launched() const { return launched_; }
  // When it was terminated, if it is.
  [[nodiscard]] std::optional<Time> ended(Time now) const;
  [[nodiscard]] StateReason state_reason(Time now) const;
  // False while a new instance is not yet known everywhere.
  [[nodiscard]] bool visible(Time now) const { return !launch_ || now >= launch_->visible; }
  // nullopt for one that was always there.
  [[nodiscard]] const std::optional<Launch>& launch() const { return launch_; }
  void reach(std::string step, Time now);  // of its boot

  void enter(InstanceState state, Time now, StateReason reason = {});

 private:
  [[nodiscard]] bool running_for(Duration least, Time now) const;
  [[nodiscard]] bool fails() const { return launch_ && !launch_->failure.empty(); }

  InstanceSpec spec_;
  std::optional<Launch> launch_;
  StateReason reason_;
  InstanceState entered_;
  Time since_;  // when entered_ was entered; Time::min() for "always"
  Time launched_;
};

}  // namespace cloudx::sandbox
