#include "session/session_start.hpp"

#include <utility>

#include "aws/core/retry.hpp"
#include "session/call_retry.hpp"
#include "session/explain.hpp"
#include "session/instance_starter.hpp"
#include "session/start_session.hpp"

namespace cloudx::session {

using boost::asio::awaitable;

awaitable<Result<aws::Credentials>> fetch_credentials(aws::Clients& clients,
                                                      const SessionPlan& plan, Progress& progress,
                                                      async::Deadline deadline) {
  auto credentials = co_await clients.credentials().get(deadline);
  CallRetry retry("fetching credentials", RetryScope::throttled, progress, deadline);
  while (!credentials && co_await retry.after(credentials.error())) {
    credentials = co_await clients.credentials().get(deadline);
  }
  if (!credentials) {
    co_return std::unexpected(explain_credentials_failure(plan, credentials.error()));
  }
  co_return credentials;
}

SessionStart::SessionStart(aws::Clients& clients, const SessionPlan& plan, Progress& progress,
                           std::function<void()> on_waking)
    : clients_(clients), plan_(plan), progress_(progress), on_waking_(std::move(on_waking)) {}

awaitable<Result<aws::SessionTicket>> SessionStart::ask(async::Deadline deadline) {
  if (plan_.container && !plan_.container->command.empty()) {
    co_return co_await execute_command(clients_, plan_, std::move(deadline));
  }
  co_return co_await start_session(clients_.ssm(), plan_, std::move(deadline));
}

awaitable<Result<aws::SessionTicket>> SessionStart::run(async::Deadline deadline) {
  auto ticket = co_await ask(deadline);
  CallRetry retry("starting the session", RetryScope::throttled, progress_, deadline);
  while (!ticket && co_await retry.after(ticket.error())) {
    ticket = co_await ask(deadline);
  }
  if (ticket) co_return ticket;
  if (plan_.container) co_return std::unexpected(explain_session_failure(plan_, ticket.error()));
  if (ticket.error().service_code == "TargetNotConnected") co_return co_await wake(deadline, {});
  if (aws::is_transient(ticket.error())) co_return co_await wake(deadline, ticket.error());
  co_return std::unexpected(explain_session_failure(plan_, ticket.error()));
}

awaitable<Result<aws::SessionTicket>> SessionStart::wake(async::Deadline deadline,
                                                         std::optional<Error> unclear) {
  on_waking_();
  InstanceStarter starter(clients_.ssm(), clients_.ec2(), plan_, progress_, deadline);
  auto ticket =
      unclear ? co_await starter.run_unless_running(std::move(*unclear)) : co_await starter.run();
  co_return ticket;
}

}  // namespace cloudx::session
