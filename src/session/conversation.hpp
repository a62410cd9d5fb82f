#pragma once
// A session of a command that is no ProxyCommand, from the choice of its node to its end.

#include <stop_token>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "os/streams/local_pipe.hpp"
#include "session/node_choice.hpp"
#include "session/session_run.hpp"
#include "tunnel/tunnel.hpp"

namespace cloudx::session {

class Conversation {
 public:
  // All must outlive this object.
  Conversation(boost::asio::any_io_executor executor, NodeChoice& choice, Progress& progress,
               os::LocalPipe& pipe, tunnel::TunnelObserver& observer);

  // Finds the node, wakes it where it sleeps, and runs one session with it. Once. The errors are
  // explained; Errc::interrupted after a stop. An outcome means that the session was open, and that
  // the far end has closed it in order or nobody here reads any more.
  boost::asio::awaitable<Result<ssm::SessionOutcome>> run(SessionRunOptions options,
                                                          std::stop_token stop);
  // See SessionRun::resized().
  void resized(ssm::TerminalSize size) { session_.resized(size); }

 private:
  [[nodiscard]] Result<ssm::SessionOutcome> conclude(ssm::SessionOutcome outcome) const;

  boost::asio::any_io_executor executor_;
  NodeChoice& choice_;
  Progress& progress_;
  SessionRun session_;
};

}  // namespace cloudx::session
