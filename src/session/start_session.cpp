#include "session/start_session.hpp"

#include <chrono>
#include <functional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace cloudx::session {

namespace asio = boost::asio;

namespace {

constexpr auto kGrace = std::chrono::seconds(2);
constexpr auto kTerminateLimit = std::chrono::seconds(5);

using Ticket = Result<aws::SessionTicket>;
using Call = std::function<asio::awaitable<Ticket>(async::Deadline)>;

// One call that begins a session.
asio::awaitable<Ticket> begin_session(aws::Ssm& ssm, const Call& call, async::Deadline deadline) {
  if (deadline.stop.stop_requested()) co_return fail(Errc::interrupted, "interrupted");
  asio::steady_timer grace(co_await asio::this_coro::executor);
  std::stop_source late;
  const std::stop_callback<std::function<void()>> on_stop(deadline.stop, [&grace, late] {
    grace.expires_after(kGrace);
    grace.async_wait([late](const boost::system::error_code& error) mutable {
      if (!error) late.request_stop();
    });
  });
  auto ticket = co_await call({deadline.expiry, late.get_token()});
  if (!ticket || !deadline.stop.stop_requested()) co_return ticket;
  const async::Deadline limit = async::Deadline{}.at_most(kTerminateLimit);
  co_await ssm.terminate_session(ticket->session_id, limit);
  co_return fail(Errc::interrupted, "interrupted");
}

}  // namespace

asio::awaitable<Ticket> start_session(aws::Ssm& ssm, const SessionPlan& plan,
                                      async::Deadline deadline) {
  const Call call = [&](async::Deadline limit) {
    aws::StartSessionRequest request{.target = plan.target.id,
                                     .document_name = plan.document.name,
                                     .parameters = plan.document.parameters,
                                     .reason = plan.document.reason};
    return ssm.start_session(std::move(request), std::move(limit));
  };
  co_return co_await begin_session(ssm, call, std::move(deadline));
}

asio::awaitable<Ticket> execute_command(aws::Clients& clients, const SessionPlan& plan,
                                        async::Deadline deadline) {
  const Call call = [&](async::Deadline limit) {
    const instances::EcsTarget& container = plan.container->container;
    aws::ExecuteCommandRequest request{.cluster = container.cluster,
                                       .task = container.task,
                                       .container = container.container,
                                       .command = plan.container->command};
    return clients.ecs().execute_command(std::move(request), std::move(limit));
  };
  co_return co_await begin_session(clients.ssm(), call, std::move(deadline));
}

}  // namespace cloudx::session
