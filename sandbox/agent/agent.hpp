#pragma once
// The far end of the data channel: amazon-ssm-agent's behaviour in a Port session, as a state
// machine without sockets and clocks. Written from the agent's code (3.3.1142.0, agent/session),
// not from this project's client.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/rto.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

struct AgentConfig {
  std::string version = "3.3.1142.0";
  std::string port = "22";
  bool local_port_forwarding = false;  // Properties.type
  std::string local_port = "0";
  bool paced = false;  // 1 ms after each chunk, as the agent does; the driver waits
  Duration resend_interval = std::chrono::milliseconds(100);
  // How many of the oldest messages are looked at then: 1 at the real agent.
  std::size_t resend_count = 1;
};

// What the driver has to do, in this order.
struct SendFrame {
  Bytes frame;
};
struct ConnectTarget {};
struct WriteTarget {
  Bytes data;
};
struct EndSession {
  std::string output;  // empty: a normal end
};
using AgentAction = std::variant<SendFrame, ConnectTarget, WriteTarget, EndSession>;
using AgentActions = std::vector<AgentAction>;

class Agent {
 public:
  static constexpr std::size_t kChunk = 1024;  // what is read from the target at once

  explicit Agent(AgentConfig config) : config_(std::move(config)) {}

  [[nodiscard]] AgentActions start(Time now);  // the client joined: begin the handshake
  [[nodiscard]] AgentActions on_message(ByteView message, Time now);
  [[nodiscard]] AgentActions on_target_connected();
  [[nodiscard]] AgentActions on_target_failed(std::string_view reason, Time now);
  [[nodiscard]] AgentActions on_target_data(ByteView data, Time now);  // at most kChunk
  [[nodiscard]] AgentActions on_target_closed(Time now);
  void pause();  // pause_publication
  [[nodiscard]] AgentActions resume(Time now);
  [[nodiscard]] AgentActions on_tick(Time now);  // at least every 10 ms

  // False: leave the target's data where it is.
  [[nodiscard]] bool wants_target_data() const;
  [[nodiscard]] std::size_t unacknowledged() const { return outgoing_.size(); }
  // Messages that a correct client never sends: bad header, length or digest, empty payload.
  [[nodiscard]] std::size_t rejected() const { return rejected_; }

 private:
  enum class Phase : std::uint8_t { idle, handshake, connecting, forwarding, draining, ended };
  enum class Outcome : std::uint8_t { handled, not_ready };
  struct Input {
    ssm::PayloadType type;
    Bytes payload;
  };
  struct Outgoing {
    Bytes frame;
    Time sent;
    bool held = false;  // numbered while paused, not sent yet
    bool repeated = false;
  };

  void on_input(const ssm::Frame& frame, Time now, AgentActions& actions);
  void on_acknowledge(const ssm::Frame& frame, Time now, AgentActions& actions);
  [[nodiscard]] Outcome process(ssm::PayloadType type, ByteView payload, Time now,
                                AgentActions& actions);
  void drain_reorder_buffer(Time now, AgentActions& actions);
  void on_handshake_response(ByteView payload, Time now, AgentActions& actions);
  void on_flag(ByteView payload, Time now);
  void send(ssm::PayloadType type, ByteView payload, Time now, AgentActions& actions);
  void acknowledge(const ssm::Frame& frame, Time now, AgentActions& actions) const;
  void begin_end(std::string output, Time now);
  void end_if_drained(Time now, AgentActions& actions);
  void repeat_oldest(Time now, AgentActions& actions);
  void send_held(Time now, AgentActions& actions);
  [[nodiscard]] bool acknowledges_duplicates() const;

  AgentConfig config_;
  Phase phase_ = Phase::idle;
  Time handshake_started_{};
  std::int64_t expected_ = 0;  // next number from the client
  std::map<std::int64_t, Input> reorder_buffer_;
  std::int64_t next_ = 0;  // next number to the client
  std::map<std::int64_t, Outgoing> outgoing_;
  ssm::RttEstimator rtt_;
  Time next_resend_check_{};
  bool paused_ = false;
  Time drain_until_{};
  std::string output_;
  std::size_t rejected_ = 0;
};

}  // namespace cloudx::sandbox
