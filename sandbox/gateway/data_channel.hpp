#pragma once
// One session's data channel: joins the client's websocket (the present one, of several in a row)
// with the agent and its target, and lets the ordered faults happen in between.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/condition.hpp"
#include "sandbox/agent/agent.hpp"
#include "sandbox/agent/command_process.hpp"
#include "sandbox/agent/mux_target.hpp"
#include "sandbox/agent/target.hpp"
#include "sandbox/gateway/client_link.hpp"
#include "sandbox/gateway/fault_link.hpp"
#include "sandbox/gateway/message_limit.hpp"
#include "sandbox/gateway/reach.hpp"
#include "sandbox/gateway/target_queue.hpp"
#include "sandbox/network/path_line.hpp"
#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

class DataChannel : public std::enable_shared_from_this<DataChannel> {
 public:
  // The world must outlive this object.
  DataChannel(const boost::asio::any_io_executor& executor, World& world, std::string session_id,
              AgentConfig config, Reach reach, std::uint64_t seed);

  // Serves one websocket of the client until it closes. A newer one replaces it.
  static boost::asio::awaitable<void> serve(std::shared_ptr<DataChannel> self,
                                            std::shared_ptr<ClientLink> link);
  // The session is over at the service: tells the client and ends the target.
  void shut_down(const std::string& output);
  // The agent has no connection for that long: what is sent either way is lost.
  void restart_agent(Duration away);
  // The agent handles no message for that long.
  void stall_agent(Duration lasting) {
    stalled_until_ = std::chrono::system_clock::now() + lasting;
  }

 private:
  using Self = std::shared_ptr<DataChannel>;

  // data_channel.cpp: the client's side
  static boost::asio::awaitable<void> tick(Self self);
  static boost::asio::awaitable<void> return_agent(Self self, Duration after);
  boost::asio::awaitable<void> receive(ClientLink& link);
  void begin_connection();
  void note_connected(bool connected);
  void notify_client(ssm::MessageType type);
  [[nodiscard]] const Faults& faults() const { return world_.faults; }

  // data_channel_network.cpp: what lies between them
  void start_link_model();
  void send_to_agent(ByteView message);
  void send_to_client(Bytes frame);
  void pass_path(Bytes message);
  void deliver(Bytes message);
  [[nodiscard]] bool too_many_messages();
  void cut_if_due();

  // data_channel_agent.cpp: the agent's side
  static boost::asio::awaitable<void> read_target(Self self);
  static boost::asio::awaitable<void> write_target(Self self);
  boost::asio::awaitable<void> forward(ByteView data);
  void perform(EndSession end);
  void arrive(ByteView message);
  void handle_inbox();
  void perform(AgentActions actions);
  [[nodiscard]] bool agent_handles() const;
  void count(std::uint64_t Session::* counter, std::size_t size);

  // data_channel_targets.cpp: what the agent's plugins connect to
  static boost::asio::awaitable<void> connect_target(Self self, ConnectTarget connect);
  static boost::asio::awaitable<Result<std::unique_ptr<Target>>> dial(
      Reach reach, Destination destination, std::vector<std::string> addresses);
  [[nodiscard]] std::unique_ptr<Target> make_multiplexer(Dial dial_port, bool keepalive);
  [[nodiscard]] Result<std::unique_ptr<Target>> make_terminal(const Session& session) const;
  void take_over(Result<std::unique_ptr<Target>> opened);

  // data_channel_command.cpp: a command without a terminal
  static boost::asio::awaitable<void> run_command(Self self);
  static boost::asio::awaitable<void> watch_command(Self self);
  static boost::asio::awaitable<void> read_command(Self self, CommandStream stream,
                                                   std::size_t prefix);
  boost::asio::awaitable<void> send_collected();

  boost::asio::any_io_executor executor_;
  World& world_;
  std::string session_id_;
  bool paced_;
  Agent agent_;
  Reach reach_;
  std::shared_ptr<Target> target_;
  std::shared_ptr<CommandProcess> command_;  // in the place of a target
  std::shared_ptr<ClientLink> link_;
  Time link_since_{};
  std::optional<MessageLimit> limit_;  // of the present websocket
  FaultLink to_agent_;
  FaultLink to_client_;
  std::unique_ptr<PathLine> path_;  // null: every message arrives at once
  std::deque<Bytes> inbox_;         // messages that the agent does not handle yet
  std::size_t inbox_bytes_ = 0;
  TargetQueue to_target_;
  std::optional<std::string> ending_;  // the session ends with it when to_target_ is written
  async::Condition changed_;
  async::Condition target_changed_;  // there is something to write to the target
  bool started_ = false;
  bool receiving_ = false;
  bool agent_away_ = false;
  Time stalled_until_{};
  bool ended_ = false;
  std::uint64_t cuts_ = 0;
  std::uint64_t suppressed_ = 0;
  std::uint64_t frames_to_client_ = 0;
};

}  // namespace cloudx::sandbox
