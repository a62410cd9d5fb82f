#pragma once
// The far end of the data channel: amazon-ssm-agent's behaviour in a session of each kind, as a
// state machine without sockets and clocks. Written from the agent's code (3.3.1142.0,
// agent/session), not from this project's client. agent.cpp has the channel, handshake.cpp its
// beginning, agent_input.cpp and agent_output.cpp what its plugins do.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/object.hpp>

#include "base/bytes.hpp"
#include "protocol/ssm/frame.hpp"
#include "protocol/ssm/rto.hpp"
#include "sandbox/agent/text_cut.hpp"
#include "sandbox/world/clock.hpp"
#include "sandbox/world/session_kind.hpp"

namespace cloudx::sandbox {

struct AgentConfig {
  std::string version = "3.3.1142.0";
  SessionKind kind = SessionKind::raw_port;
  boost::json::object properties{{"portNumber", "22"}};  // of a Port session
  // Of an exec: two streams and an exit code, with texts that may go before each line of theirs.
  bool separate_output = false;
  std::string output_prefix = {};
  std::string error_prefix = {};
  std::string shell_profile = {};  // typed into the terminal at its start
  std::string failure = {};        // why the plugin gives up at its start; empty: it does not
  // Until an agent has found out that a terminal needs no handshake. What comes before is
  // acknowledged and thrown away.
  Duration decision_delay = std::chrono::milliseconds(10);
  // From the start of a terminal to the first look at its output.
  Duration terminal_delay = std::chrono::seconds(1);
  bool paced = false;  // 1 ms after each chunk, as the agent does; the driver waits
  Duration resend_interval = std::chrono::milliseconds(100);
  // How many of the oldest messages are looked at then: 1 at the real agent.
  std::size_t resend_count = 1;
};

// What stands at the other end of a session, at the instance.
enum class Plugin : std::uint8_t {
  raw_port,    // one connection, which ends with the session
  basic_port,  // one connection after the other
  mux_port,    // the multiplexer's server: many connections
  terminal,    // a program on a pseudo-terminal
  command,     // a program with pipes
};

// What the driver has to do, in this order.
struct SendFrame {
  Bytes frame;
};
struct ConnectTarget {
  Plugin plugin = Plugin::raw_port;
  bool keepalive = false;  // of the multiplexer
};
struct WriteTarget {
  Bytes data;
};
struct ResizeTarget {  // after what was written before
  std::uint16_t columns = 0;
  std::uint16_t rows = 0;
};
struct DisconnectTarget {};  // the same; of a basic port
struct InterruptTarget {     // at once; of a command
  bool quit = false;         // SIGQUIT instead of SIGINT
};
struct EndSession {
  std::string output;  // empty: a normal end
};
using AgentAction = std::variant<SendFrame, ConnectTarget, WriteTarget, ResizeTarget,
                                 DisconnectTarget, InterruptTarget, EndSession>;
using AgentActions = std::vector<AgentAction>;

enum class CommandStream : std::uint8_t { output, errors };

class Agent {
 public:
  static constexpr std::size_t kChunk = 1024;  // what is read from the target at once

  explicit Agent(AgentConfig config) : config_(std::move(config)) {}

  // The client joined: begin the handshake, where the session has one.
  [[nodiscard]] AgentActions start(Time now);
  [[nodiscard]] AgentActions on_message(ByteView message, Time now);
  [[nodiscard]] AgentActions on_target_connected(Time now);
  // A port that refuses, a terminal that can not be had.
  [[nodiscard]] AgentActions on_target_failed(std::string_view reason, Time now);
  // The port must not be forwarded: `reason` is for the user.
  [[nodiscard]] AgentActions on_target_forbidden(std::string_view reason, Time now);
  [[nodiscard]] AgentActions on_target_data(ByteView data, Time now);  // at most kChunk
  [[nodiscard]] AgentActions on_target_closed(Time now);
  // The multiplexer could not reach the port for one of its connections.
  [[nodiscard]] AgentActions on_dial_failed(Time now);

  // A command. What it wrote: at most kChunk, less what goes before a line.
  [[nodiscard]] AgentActions on_command_data(CommandStream stream, ByteView data, Time now);
  // It has ended; its streams may have more.
  [[nodiscard]] AgentActions on_command_exited(Time now);
  // And closed its streams. Nothing for a code: a signal ended it.
  [[nodiscard]] AgentActions on_command_ended(std::optional<int> exit_code, Time now);
  // Its words can not be told apart.
  [[nodiscard]] AgentActions on_command_unreadable(std::string_view reason, Time now);
  // There is no such program.
  [[nodiscard]] AgentActions on_command_not_started(std::string_view reason, Time now);

  void pause();  // pause_publication
  [[nodiscard]] AgentActions resume(Time now);
  [[nodiscard]] AgentActions on_tick(Time now);  // at least every 10 ms

  // False: leave the target's data where it is.
  [[nodiscard]] bool wants_target_data() const;
  [[nodiscard]] bool paused() const { return paused_; }
  // Whether a command's output, errors and exit code are told apart.
  [[nodiscard]] bool separates_output() const { return separate_; }
  // It waits for an interrupted command to end and handles no message, acknowledges included.
  [[nodiscard]] bool busy() const { return waits_for_command_; }
  [[nodiscard]] std::size_t unacknowledged() const { return outgoing_.size(); }
  // Messages that a correct client never sends: bad header, length or digest, empty payload.
  [[nodiscard]] std::size_t rejected() const { return rejected_; }

 private:
  enum class Phase : std::uint8_t {
    idle,
    deciding,
    handshake,
    connecting,
    forwarding,
    draining,
    ended
  };
  enum class Outcome : std::uint8_t { handled, not_ready, blocked };
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

  struct Later {  // an end that is put off
    Time due;
    std::string error_text;  // goes out before it as what the command wrote to stderr
    std::string output;
  };

  [[nodiscard]] bool is_terminal() const {
    return config_.kind == SessionKind::shell || config_.kind == SessionKind::interactive_command;
  }
  [[nodiscard]] bool is_port() const { return !is_terminal() && config_.kind != SessionKind::exec; }

  void on_input(const ssm::Frame& frame, Time now, AgentActions& actions);
  void on_acknowledge(const ssm::Frame& frame, Time now, AgentActions& actions);
  [[nodiscard]] Outcome process(ssm::PayloadType type, ByteView payload, Time now,
                                AgentActions& actions);
  void drain_reorder_buffer(Time now, AgentActions& actions);
  void on_handshake_response(ByteView payload, Time now, AgentActions& actions);
  [[nodiscard]] Outcome process_port(ssm::PayloadType type, ByteView payload, Time now,
                                     AgentActions& actions);
  [[nodiscard]] Outcome process_terminal(ssm::PayloadType type, ByteView payload,
                                         AgentActions& actions) const;
  [[nodiscard]] Outcome process_command(ssm::PayloadType type, ByteView payload,
                                        AgentActions& actions);
  void on_flag(ByteView payload, Time now, AgentActions& actions);
  // The plugin begins its work: the handshake is over, or there is none.
  void start_plugin(std::string_view client_version, Time now, AgentActions& actions);
  void send(ssm::PayloadType type, ByteView payload, Time now, AgentActions& actions);
  void acknowledge(const ssm::FrameHeader& of, Time now, AgentActions& actions) const;
  void begin_end(std::string output, Time now);
  void end_later(Duration delay, std::string error_text, std::string output, Time now);
  void end_if_drained(Time now, AgentActions& actions);
  void repeat_oldest(Time now, AgentActions& actions);
  void send_held(Time now, AgentActions& actions);
  [[nodiscard]] bool acknowledges_duplicates() const;

  AgentConfig config_;
  Phase phase_ = Phase::idle;
  Plugin plugin_ = Plugin::raw_port;
  bool separate_ = false;
  Time started_{};
  std::int64_t expected_ = 0;  // next number from the client
  std::map<std::int64_t, Input> reorder_buffer_;
  std::int64_t next_ = 0;  // next number to the client
  std::map<std::int64_t, Outgoing> outgoing_;
  ssm::RttEstimator rtt_;
  Time next_resend_check_{};
  bool paused_ = false;
  bool pumping_ = false;            // the target's output is looked at
  std::optional<Time> pumps_from_;  // that begins then
  TextCut output_cut_;
  TextCut error_cut_;
  bool at_output_line_ = true;  // the last read ended a line
  bool at_error_line_ = true;
  // The header of the input that interrupted the command; acknowledged when that has ended.
  std::optional<ssm::FrameHeader> interrupted_by_;
  bool waits_for_command_ = false;
  bool interrupted_ = false;
  std::optional<Later> later_;
  Time drain_until_{};
  std::string output_;
  std::size_t rejected_ = 0;
};

}  // namespace cloudx::sandbox
