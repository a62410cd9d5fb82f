#pragma once
// From a plan to a session: credentials, StartSession, and waking the node where it sleeps.

#include <functional>
#include <optional>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "aws/api/ssm.hpp"
#include "aws/clients/clients.hpp"
#include "aws/core/credentials.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "session/session_plan.hpp"

namespace cloudx::session {

// Those that the calls of this run are signed with; asked for again while the failure may pass.
// Errors are explained.
[[nodiscard]] boost::asio::awaitable<Result<aws::Credentials>> fetch_credentials(
    aws::Clients& clients, const SessionPlan& plan, Progress& progress, async::Deadline deadline);

class SessionStart {
 public:
  // All must outlive this object. `on_waking` is called before a node is looked at that takes no
  // session, or may not.
  SessionStart(
      aws::Clients& clients, const SessionPlan& plan, Progress& progress,
      std::function<void()> on_waking = [] {});

  // A session, also with a node that has to be started for it; a container is not. Errors are
  // explained.
  [[nodiscard]] boost::asio::awaitable<Result<aws::SessionTicket>> run(async::Deadline deadline);
  // The same with a node that is known not to take sessions. `unclear`: what StartSession brought
  // in place of an answer, if it was that.
  [[nodiscard]] boost::asio::awaitable<Result<aws::SessionTicket>> wake(
      async::Deadline deadline, std::optional<Error> unclear);

 private:
  [[nodiscard]] boost::asio::awaitable<Result<aws::SessionTicket>> ask(async::Deadline deadline);

  aws::Clients& clients_;
  const SessionPlan& plan_;
  Progress& progress_;
  std::function<void()> on_waking_;
};

}  // namespace cloudx::session
