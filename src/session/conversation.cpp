#include "session/conversation.hpp"

#include <utility>

#include <fmt/format.h>

#include "session/aws_session_service.hpp"
#include "session/explain.hpp"
#include "session/preconnect.hpp"
#include "session/session_start.hpp"

namespace cloudx::session {

namespace asio = boost::asio;

Conversation::Conversation(asio::any_io_executor executor, NodeChoice& choice, Progress& progress,
                           os::LocalPipe& pipe, tunnel::TunnelObserver& observer)
    : executor_(executor),
      choice_(choice),
      progress_(progress),
      session_(std::move(executor), *choice.clients, choice.plan, progress, pipe, observer) {}

asio::awaitable<Result<ssm::SessionOutcome>> Conversation::run(SessionRunOptions options,
                                                               std::stop_token stop) {
  const SessionPlan& plan = choice_.plan;
  const async::Deadline deadline =
      async::Deadline{.expiry = std::chrono::steady_clock::time_point::max(),
                      .stop = std::move(stop)}
          .at_most(plan.timeout);
  SessionRunOptions settings = std::move(options);
  const auto found = co_await find_node(choice_, deadline);
  if (!found) co_return std::unexpected(found.error());
  progress_.status("connecting to " + plan.describe(), false);
  preconnect(*choice_.clients, executor_, plan.account.settings.endpoints, false, deadline);
  const auto credentials = co_await fetch_credentials(*choice_.clients, plan, progress_, deadline);
  if (!credentials) co_return std::unexpected(credentials.error());
  progress_.detail(fmt::format("credentials: {}", credentials->source));
  settings.renewable = is_renewable(plan.account.settings, credentials->source);
  SessionStart start(*choice_.clients, plan, progress_);
  auto ticket = co_await start.run(deadline);
  if (!ticket) co_return std::unexpected(ticket.error());
  progress_.detail("session " + ticket->session_id + " started");
  auto outcome = co_await session_.run(std::move(*ticket), std::move(settings), deadline);
  co_return conclude(std::move(outcome));
}

Result<ssm::SessionOutcome> Conversation::conclude(ssm::SessionOutcome outcome) const {
  using End = ssm::SessionOutcome::End;
  const SessionPlan& plan = choice_.plan;
  switch (outcome.end) {
    case End::local_closed:
    case End::remote_closed:
      if (outcome.was_open) return outcome;
      return std::unexpected(explain_session_end(
          plan, fail(Errc::closed, "the far end closed it before it was open").error()));
    case End::stopped:
      return fail(Errc::interrupted, "interrupted");
    case End::remote_error:
    case End::failed:
      break;
  }
  if (session_.refused() && !outcome.was_open) {
    return std::unexpected(explain_channel_refusal(plan, outcome.error));
  }
  return std::unexpected(explain_session_end(plan, outcome.error));
}

}  // namespace cloudx::session
