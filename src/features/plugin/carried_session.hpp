#pragma once
// One session in the place of session-manager-plugin, of whatever kind it turns out to be.

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "aws/clients/clients.hpp"
#include "base/progress.hpp"
#include "features/plugin/chosen_pipe.hpp"
#include "features/plugin/ports.hpp"
#include "os/streams/terminal_size_watch.hpp"
#include "os/terminal.hpp"
#include "session/session_run.hpp"
#include "terminal/escapes.hpp"
#include "tunnel/tunnel.hpp"

namespace cloudx::plugin {

class CarriedSession final : private tunnel::TunnelObserver {
 public:
  // `silent`: stdout is for the session's bytes alone.
  CarriedSession(boost::asio::any_io_executor executor, aws::Clients& clients,
                 const session::SessionPlan& plan, Progress& progress, std::string session_id,
                 bool silent);

  // To its end, which is printed. Errors: it could not be carried on; Errc::interrupted after a
  // stop, which has ended it in order.
  boost::asio::awaitable<Result<void>> run(aws::SessionTicket ticket, std::stop_token stop);
  // An interrupt from the keyboard. True: it is the session's, or not ours; false: it ends it.
  [[nodiscard]] bool interrupt();

 private:
  void opened(const ssm::Opened& session) override;
  void lost(const Error&) override {}
  void still_lost(const Error& why) override;
  void restored() override {}
  void agent_away(bool) override {}
  void silent(const ssm::FarEnd&) override {}
  void connections_refused(int count) override;

  [[nodiscard]] Result<void> begin(const ssm::Opened& session);
  [[nodiscard]] Result<void> begin_terminal(bool has_input);
  [[nodiscard]] Result<void> begin_ports(const ssm::Opened& session);
  void on_escape(terminal::Escape escape);
  [[nodiscard]] Result<void> tell_end(const ssm::SessionOutcome& outcome) const;

  boost::asio::any_io_executor executor_;
  Progress& progress_;
  const session::SessionPlan& plan_;
  std::string id_;
  bool is_silent_;
  ChosenPipe pipe_;
  session::SessionRun session_;
  std::stop_source stop_;
  std::optional<ssm::SessionKind> kind_;
  std::optional<Error> failure_;  // of the local end
  std::optional<os::TypingMode> raw_;
  std::optional<os::TerminalSizeWatch> size_;
  std::shared_ptr<forwarding::MuxPipe> mux_;
  Ports ports_;
};

}  // namespace cloudx::plugin
