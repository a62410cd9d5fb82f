#include "session/start_session.hpp"

#include <chrono>
#include <functional>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace cloudx::session {

namespace asio = boost::asio;

namespace {

constexpr auto kGrace = std::chrono::seconds(2);
constexpr auto kTerminateLimit = std::chrono::seconds(5);

}  // namespace

asio::awaitable<Result<aws::SessionTicket>> start_session(aws::Ssm& ssm, const SessionPlan& plan,
                                                          async::Deadline deadline) {
  if (deadline.stop.stop_requested()) co_return fail(Errc::interrupted, "interrupted");
  asio::steady_timer grace(co_await asio::this_coro::executor);
  std::stop_source late;
  const std::stop_callback<std::function<void()>> on_stop(deadline.stop, [&grace, late] {
    grace.expires_after(kGrace);
    grace.async_wait([late](const boost::system::error_code& error) mutable {
      if (!error) late.request_stop();
    });
  });
  aws::StartSessionRequest request{.target = plan.target.id,
                                   .document_name = plan.document.name,
                                   .parameters = plan.document.parameters,
                                   .reason = plan.document.reason};
  auto ticket = co_await ssm.start_session(std::move(request), {deadline.expiry, late.get_token()});
  if (!ticket || !deadline.stop.stop_requested()) co_return ticket;
  const async::Deadline limit = async::Deadline{}.at_most(kTerminateLimit);
  co_await ssm.terminate_session(ticket->session_id, limit);
  co_return fail(Errc::interrupted, "interrupted");
}

}  // namespace cloudx::session
