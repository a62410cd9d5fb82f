#pragma once
// One connection from the plan to its end: a direct one where that works, else through the relay.

#include <chrono>
#include <stop_token>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/relay/client/service.hpp"
#include "features/relay/client/ssh_session.hpp"
#include "features/relay/connect/relay_plan.hpp"
#include "os/streams/local_pipe.hpp"
#include "tunnel/output_watch.hpp"
#include "tunnel/proxy_command.hpp"

namespace cloudx::relay {

class RelayConnection final : public tunnel::ProxyConnection {
 public:
  // All must outlive the connection. `pipe` is the local side; nothing is read from it where ssh
  // gets stdin itself.
  RelayConnection(boost::asio::any_io_executor executor, const RelayPlan& plan,
                  RelayService& service, os::LocalPipe& pipe, Progress& progress);

  // Until the connection has ended.
  boost::asio::awaitable<Result<void>> run(std::stop_token stop) override;
  [[nodiscard]] bool stood() const override { return joined_; }

 private:
  boost::asio::awaitable<Result<void>> run_within(async::Deadline deadline);
  // Whether there was a direct connection.
  boost::asio::awaitable<Result<bool>> run_directly(async::Deadline deadline);
  boost::asio::awaitable<Result<void>> run_by_relay(async::Deadline deadline);
  // Until the relay runs.
  boost::asio::awaitable<Result<void>> obtain(async::Deadline deadline);
  boost::asio::awaitable<Result<EndpointView>> wait_for_change(async::Deadline deadline);
  // One ssh to the relay, to its end. Errc::closed when the relay went away before it was joined.
  boost::asio::awaitable<Result<void>> join(async::Deadline deadline);
  boost::asio::awaitable<Result<void>> pump_forward(SshSession& session, async::Deadline deadline);
  boost::asio::awaitable<Result<void>> hand_stdio_to_ssh(SshSession& session,
                                                         async::Deadline deadline);
  boost::asio::awaitable<bool> take_output(SshSession& session, async::Deadline deadline);
  void mark_connected();
  boost::asio::awaitable<void> give_up();

  boost::asio::awaitable<void> keep_relay(std::stop_source relay_gone, async::Deadline deadline);
  boost::asio::awaitable<void> show_elapsed(async::Deadline deadline);
  void show_status(std::string what);
  [[nodiscard]] Error explain(Error error) const;

  boost::asio::any_io_executor executor_;
  const RelayPlan& plan_;
  RelayService& service_;
  os::LocalPipe& pipe_;
  Progress& progress_;
  std::stop_source abandon_;  // a signal came, or nobody reads our output any more
  tunnel::OutputWatch output_watch_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point deadline_;  // until the connection must stand
  EndpointView view_;
  std::string status_;     // told with its time while it lasts
  bool launched_ = false;  // there was no relay before this client asked for one
  bool joined_ = false;
};

}  // namespace cloudx::relay
