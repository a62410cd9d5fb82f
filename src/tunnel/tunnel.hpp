#pragma once
// Drives one session: the channel's state machine over a websocket on one side and the local pipe
// on the other. Restores a lost websocket, ends the session at the service, bounds everything it
// holds.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "net/budget.hpp"
#include "protocol/ssm/channel.hpp"
#include "protocol/ssm/resume_policy.hpp"
#include "tunnel/clock.hpp"
#include "tunnel/local_pipe.hpp"
#include "tunnel/session_service.hpp"
#include "tunnel/signal.hpp"

namespace cloudx::tunnel {

struct TunnelOptions {
  ssm::ChannelOptions channel;  // session id and target in it
  Secret token;                 // TokenValue of StartSession
  std::string stream_url;       // StreamUrl of StartSession
  std::chrono::steady_clock::duration dial_limit = std::chrono::seconds(20);  // one connection
  // How long to try before the session has ever been open, and once it was: the default idle
  // timeout of a session.
  std::chrono::steady_clock::duration first_limit = std::chrono::seconds(60);
  std::chrono::steady_clock::duration resume_limit = std::chrono::minutes(20);
  std::chrono::steady_clock::duration loss_notice = std::chrono::seconds(5);  // then it is told
  // An agent that owes us an acknowledge and has been silent for as long is looked at.
  std::chrono::steady_clock::duration agent_patience = std::chrono::minutes(1);
  std::chrono::steady_clock::duration look_limit = std::chrono::seconds(30);
  std::chrono::steady_clock::duration data_key_limit = std::chrono::seconds(12);  // agent: 15 s
  std::chrono::steady_clock::duration terminate_limit = std::chrono::seconds(5);
  std::chrono::steady_clock::duration close_limit = std::chrono::seconds(1);
  // What payload to try with an agent of this version, in place of the channel's own options.
  // Called once, when the session is open; may be empty.
  std::function<ssm::PayloadChoice(std::string_view agent_version)> choose_payload = {};
};

// What the user may want to see while the tunnel runs. Called on the executor.
class TunnelObserver {
 public:
  virtual ~TunnelObserver() = default;
  // Once. `customer_message` is a text that the account's administrator wants shown, often empty.
  virtual void opened(std::string_view agent_version, std::string_view customer_message) = 0;
  virtual void lost(const Error& why) = 0;
  // After lost(): some seconds have passed without a connection, or it waits for credentials, which
  // the user may have to renew. At most once for each of the two.
  virtual void still_lost(const Error& why) = 0;
  virtual void restored() = 0;
  // For some seconds the service has said that the agent is not connected, while it owes us an
  // acknowledge; `back`: then it is again.
  virtual void agent_away(bool back) = 0;
  // The agent owes us an acknowledge for long, and is not known to be gone. Once for each silence.
  virtual void silent(const FarEnd& found) = 0;
};

// What the tunnel is made of. All must outlive it; `observer` may be null.
struct TunnelParts {
  SessionService* service = nullptr;
  StreamOpener* opener = nullptr;
  LocalPipe* pipe = nullptr;
  Clock* clock = nullptr;
  TunnelObserver* observer = nullptr;
  ssm::RandomSource random;
};

struct TunnelOutcome {
  enum class End : std::uint8_t {
    remote_closed,  // the far end closed normally
    remote_error,   // the far end closed and said why: error.message
    local_closed,   // nobody reads our output, or input ended and the remote has been quiet
    stopped,        // the stop token
    failed,         // error.message
  };
  End end = End::failed;
  Error error;
  bool was_open = false;                                     // the handshake had been completed
  std::string agent_version;                                 // of a session that was open
  std::optional<std::size_t> payload_learnt = std::nullopt;  // see ssm::PayloadProbe
  bool input_ended = false;                                  // of the local side
  // It was open, and the far end closed it without one byte from its target: as a rule nothing
  // listens there. `taken`: but something has taken bytes of ours.
  bool unanswered = false;
  bool taken = false;
  // TerminateSession failed: the session stays at the service until its idle timeout.
  std::optional<Error> not_terminated;
};

class Tunnel {
 public:
  Tunnel(const boost::asio::any_io_executor& executor, TunnelOptions options, TunnelParts parts);
  Tunnel(const Tunnel&) = delete;
  Tunnel& operator=(const Tunnel&) = delete;
  ~Tunnel();

  // The whole life of the session; call it once. A stop must be requested on the executor's thread;
  // it ends the session properly, within about terminate_limit + 3 s.
  boost::asio::awaitable<TunnelOutcome> run(std::stop_token stop);

  // Until this is called, nothing local is read, and bytes for the local side are received,
  // acknowledged and held back, also when the session ends meanwhile: then either this or a stop
  // ends run().
  void open_gate();

 private:
  using Socket = std::shared_ptr<net::WebSocket>;

  // connection.cpp
  boost::asio::awaitable<void> connect();
  boost::asio::awaitable<Error> converse(Socket socket, Secret token);
  boost::asio::awaitable<void> leave_unread(std::chrono::milliseconds pause);
  boost::asio::awaitable<void> write_frames(Socket socket);
  void collect_frames();
  boost::asio::awaitable<void> delay(std::chrono::steady_clock::duration time);
  boost::asio::awaitable<bool> restore(Error why);
  void note_loss(const Error& why);
  void note_alive();
  boost::asio::awaitable<std::optional<Error>> resume();
  boost::asio::awaitable<void> fetch_data_key(ssm::DataKeyRequest request);

  // tunnel.cpp
  boost::asio::awaitable<void> read_local();
  boost::asio::awaitable<void> write_local();
  boost::asio::awaitable<void> watch_local();
  boost::asio::awaitable<void> flush_local();
  boost::asio::awaitable<std::optional<Error>> end_session();
  boost::asio::awaitable<void> stop_tasks();
  boost::asio::awaitable<void> wait_at_most(Signal& signal, ssm::TimePoint until);
  void spawn(boost::asio::awaitable<void> task);
  boost::asio::awaitable<void> counted(boost::asio::awaitable<void> task);
  void pump();
  void pump_soon();
  void pump_when_quiet();
  void arm();
  void watch_pause(ssm::TimePoint now);
  void watch_agent(ssm::TimePoint now);
  void on_agent_time();
  boost::asio::awaitable<void> look_at_agent();
  void on_stop();
  void on_output_gone();
  void give_up(Error error);
  [[nodiscard]] TunnelOutcome outcome() const;
  [[nodiscard]] net::Budget budget(std::chrono::steady_clock::duration limit);

  boost::asio::any_io_executor executor_;
  TunnelOptions options_;
  TunnelParts parts_;
  ssm::Channel channel_;
  ssm::ResumePolicy policy_;
  std::unique_ptr<Timer> deadline_timer_;
  std::optional<ssm::TimePoint> armed_;
  std::unique_ptr<Timer> loss_timer_;
  std::optional<ssm::TimePoint> lost_since_;  // until a message has come again
  Error loss_reason_;
  bool loss_told_ = false;
  bool credentials_told_ = false;
  std::unique_ptr<Timer> pause_timer_;
  bool pause_timer_set_ = false;
  bool pause_told_ = false;
  std::unique_ptr<Timer> agent_timer_;
  bool agent_timer_set_ = false;
  std::optional<ssm::TimePoint> owed_since_;    // an acknowledge, while we could hear it
  std::optional<ssm::TimePoint> silence_told_;  // of the agent heard of last at that time
  int looks_ = 0;                               // in this silence
  bool looking_ = false;
  std::stop_source stop_tasks_;  // ends dialling and calls
  Socket socket_;
  Secret token_;
  std::string stream_url_;
  std::vector<net::WebSocketMessage> batch_;  // frames being written
  Signal frames_;                             // the channel may have a frame to write
  Signal input_;                              // the channel may accept local bytes
  Signal room_;                               // the channel may want messages again
  Signal output_;                             // the channel may have local bytes
  Signal ended_;                              // the channel has ended
  Signal drained_;                            // local bytes have been written
  Signal writer_done_;                        // write_frames() has returned
  Signal retry_;                              // the delay before the next attempt is over
  Signal idle_;                               // no task is left
  int tasks_ = 0;
  int burst_ = 0;  // messages received since the last pump()
  int quiet_turns_ = 0;
  int refusals_ = 0;        // in a row, by the websocket's upgrade
  int first_refusals_ = 0;  // before there was any websocket
  int empty_tokens_ = 0;    // in a row, from ResumeSession
  bool pump_pending_ = false;
  bool writing_frames_ = false;
  bool writing_local_ = false;
  bool gate_open_ = false;
  bool was_open_ = false;
  bool was_lost_ = false;
  bool answered_ = false;  // a byte has come from the target
  bool input_ended_ = false;
  bool stop_requested_ = false;
  bool output_gone_ = false;
  bool stopping_ = false;  // tasks have to end
  std::optional<Error> failure_;
};

}  // namespace cloudx::tunnel
