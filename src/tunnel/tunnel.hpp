#pragma once
// Drives one session: performs what the session's state machine asks for, over a websocket on one
// side and the local pipe on the other, with AWS behind it.

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "async/notify.hpp"
#include "base/error.hpp"
#include "os/streams/local_pipe.hpp"
#include "protocol/ssm/session.hpp"
#include "tunnel/clock.hpp"
#include "tunnel/session_service.hpp"

namespace cloudx::tunnel {

// How long each call may take.
struct TunnelLimits {
  std::chrono::steady_clock::duration dial = std::chrono::seconds(20);  // one connection
  std::chrono::steady_clock::duration look = std::chrono::seconds(30);
  std::chrono::steady_clock::duration data_key = std::chrono::seconds(12);  // agent: 15 s
  std::chrono::steady_clock::duration terminate = std::chrono::seconds(5);
  std::chrono::steady_clock::duration close = std::chrono::seconds(1);
};

// What the user may want to see while the tunnel runs; ssm::Notice says when each comes. Called on
// the executor.
class TunnelObserver {
 public:
  virtual ~TunnelObserver() = default;
  virtual void opened(const ssm::Opened& session) = 0;
  virtual void lost(const Error& why) = 0;
  virtual void still_lost(const Error& why) = 0;
  virtual void restored() = 0;
  virtual void agent_away(bool back) = 0;
  virtual void silent(const ssm::FarEnd& found) = 0;
  virtual void connections_refused(int count) = 0;
};

// What the tunnel is made of. All must outlive it; `observer` may be null.
struct TunnelParts {
  SessionService* service = nullptr;
  StreamOpener* opener = nullptr;
  os::LocalPipe* pipe = nullptr;
  // Where the standard error of a command goes; null: where its output goes. Only written to.
  os::LocalPipe* errors = nullptr;
  Clock* clock = nullptr;
  TunnelObserver* observer = nullptr;
  ssm::RandomSource random;
};

class Tunnel {
 public:
  Tunnel(const boost::asio::any_io_executor& executor, const ssm::SessionOptions& session,
         TunnelParts parts, TunnelLimits limits = {});
  Tunnel(const Tunnel&) = delete;
  Tunnel& operator=(const Tunnel&) = delete;
  ~Tunnel();

  // The whole life of the session; call it once. A stop must be requested on the executor's thread;
  // it ends the session properly, within about TunnelLimits::terminate + 3 s.
  boost::asio::awaitable<ssm::SessionOutcome> run(std::stop_token stop);

  // See ssm::Session::open_gate().
  void open_gate();
  // See ssm::Session::resized().
  void resized(ssm::TerminalSize size);

 private:
  using Socket = std::shared_ptr<net::WebSocket>;

  // tunnel.cpp
  boost::asio::awaitable<void> read_local();
  boost::asio::awaitable<void> write_local();
  boost::asio::awaitable<void> watch_local();
  void step();
  void perform(ssm::SessionAction action);
  void report(const ssm::Notice& notice);
  void raise_signals();
  void arm();
  void spawn(boost::asio::awaitable<void> task);
  boost::asio::awaitable<void> counted(boost::asio::awaitable<void> task);
  boost::asio::awaitable<void> stop_tasks();
  [[nodiscard]] ssm::Instant now() { return parts_.clock->now(); }

  // connection.cpp: one task for each action, and one reader and writer for each websocket
  boost::asio::awaitable<void> dial(std::string stream_url);
  boost::asio::awaitable<Error> read_messages(Socket socket);
  boost::asio::awaitable<void> write_frames(Socket socket);
  boost::asio::awaitable<void> resume();
  boost::asio::awaitable<void> fetch_data_key(ssm::DataKeyRequest request);
  boost::asio::awaitable<void> look_at_agent();
  boost::asio::awaitable<void> terminate();
  boost::asio::awaitable<void> close();
  [[nodiscard]] async::Deadline deadline(std::chrono::steady_clock::duration limit);

  boost::asio::any_io_executor executor_;
  TunnelLimits limits_;
  TunnelParts parts_;
  std::string session_id_;
  ssm::Session session_;
  std::unique_ptr<Timer> timer_;
  std::optional<ssm::TimePoint> armed_;
  std::uint64_t delivered_ = 0;  // that the pipe knows
  std::stop_source calls_;       // ends dialling and calls
  Socket socket_;
  std::vector<ssm::OutgoingFrame> frames_at_hand_;
  std::vector<net::WebSocketMessage> batch_;  // frames being written
  async::Notify frames_;                      // there may be a frame to write
  async::Notify input_;                       // local bytes may be accepted
  async::Notify room_;                        // messages may be wanted again
  async::Notify output_;                      // there may be bytes for the local side
  async::Notify writer_done_;                 // write_frames() has returned
  async::Notify finished_;                    // the session has finished
  async::Notify idle_;                        // no task is left
  int tasks_ = 0;
  bool writing_frames_ = false;
  bool stopping_ = false;  // tasks have to end
};

}  // namespace cloudx::tunnel
