#pragma once
// One connection from the plan to its end: session, key push and tunnel, each begun as early as it
// can be.

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "aws/clients/clients.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "features/connect/connect_plan.hpp"
#include "features/connect/payload_memory.hpp"
#include "session/key_push.hpp"
#include "session/session_notices.hpp"
#include "session/session_start.hpp"
#include "tunnel/kept_input.hpp"
#include "tunnel/output_watch.hpp"
#include "tunnel/proxy_command.hpp"
#include "tunnel/tunnel.hpp"

namespace cloudx::connect {

class SsmConnection final : public tunnel::ProxyConnection, private session::SessionNotices {
 public:
  // All must outlive the connection; `pipe` is the local side.
  SsmConnection(boost::asio::any_io_executor executor, const ConnectPlan& plan,
                aws::Clients& clients, os::LocalPipe& pipe, Progress& progress);

  // Until the session has ended. Errors are explained.
  boost::asio::awaitable<Result<void>> run(std::stop_token stop) override;
  // Bytes could pass in the session that runs now or ran last.
  [[nodiscard]] bool stood() const override { return gate_open_; }

 private:
  boost::asio::awaitable<Result<void>> run_within(async::Deadline deadline);
  boost::asio::awaitable<Result<aws::SessionTicket>> first_session(async::Deadline deadline);
  boost::asio::awaitable<Result<aws::SessionTicket>> wake(async::Deadline deadline);
  void prepare_to_wait();
  void push_again(const async::Deadline& deadline);
  [[nodiscard]] bool comes_up_later(const ssm::SessionOutcome& outcome);
  boost::asio::awaitable<Result<aws::SessionTicket>> once_more(std::string text,
                                                               async::Deadline deadline);
  void remember_payload(const ssm::SessionOutcome& outcome) const;
  boost::asio::awaitable<ssm::SessionOutcome> run_tunnel(aws::SessionTicket ticket,
                                                         async::Deadline deadline);
  boost::asio::awaitable<void> keep_gate(tunnel::Tunnel& tunnel, std::stop_source give_up,
                                         async::Deadline deadline);
  [[nodiscard]] Result<void> conclude(const ssm::SessionOutcome& outcome) const;
  boost::asio::awaitable<void> tell_remote_end();

  void opened(const ssm::Opened& session) override;

  boost::asio::any_io_executor executor_;
  const ConnectPlan& plan_;
  PayloadMemory payload_memory_;
  aws::Clients& clients_;
  os::LocalPipe& pipe_;
  Progress& progress_;
  session::SessionStart start_;
  std::optional<session::KeyPush> push_;  // none for a hybrid node
  std::stop_source abandon_;
  tunnel::OutputWatch output_watch_;
  bool renewable_ = true;  // the credentials
  // Set for a node that was waited for: its SSH server may come up later than its agent.
  std::optional<tunnel::KeptInput> kept_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  int unanswered_ = 0;  // sessions in a row
  // These belong to the tunnel that runs now.
  std::unique_ptr<async::Event> tunnel_open_;
  std::unique_ptr<async::Event> gate_settled_;
  std::optional<Error> gate_error_;  // why no byte may pass
  bool gate_open_ = false;
  bool channel_refused_ = false;
};

}  // namespace cloudx::connect
