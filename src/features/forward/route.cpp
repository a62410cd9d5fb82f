#include "features/forward/route.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"
#include "forwarding/probe.hpp"
#include "os/streams/socket_pipe.hpp"
#include "protocol/ssm/version.hpp"
#include "session/explain.hpp"
#include "session/session_run.hpp"
#include "session/session_start.hpp"

namespace cloudx::forward {

namespace asio = boost::asio;
using End = ssm::SessionOutcome::End;

namespace {

// Between two tries of a destination.
constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{1000};

session::SessionPlan plan_for(const session::SessionPlan& common, const Destination& destination) {
  session::SessionPlan plan = common;
  plan.target.port = destination.port;
  plan.document = document_for(destination, common.document);
  return plan;
}

session::SessionRunOptions options_for(const RouteParts& parts) {
  session::SessionRunOptions options;
  options.channel.kinds = {ssm::SessionKind::port_forwarding};
  options.channel.payload = {.largest = ssm::PayloadChoice::kUsual, .in_steps = true};
  options.renewable = parts.renewable;
  return options;
}

// A session that forwards a port has no end of its own: each one has a reason.
Error why_ended(const session::SessionPlan& plan, const ssm::SessionOutcome& outcome,
                bool refused) {
  if (outcome.end == End::stopped) return fail(Errc::interrupted, "interrupted").error();
  if (refused && !outcome.was_open) return explain_channel_refusal(plan, outcome.error);
  if (outcome.end == End::failed || outcome.end == End::remote_error) {
    return explain_session_end(plan, outcome.error);
  }
  return explain_session_end(
      plan, fail(Errc::closed,
                 "it was closed from the other side, for its idle or maximum time or "
                 "by an administrator")
                .error());
}

}  // namespace

Route::Route(asio::any_io_executor executor, const RouteParts& parts, Destination destination)
    : SessionNotices(plan_, *parts.progress),
      executor_(std::move(executor)),
      parts_(parts),
      destination_(std::move(destination)),
      plan_(plan_for(*parts.plan, destination_)),
      changed_(executor_) {}

asio::awaitable<Result<void>> Route::open(async::Deadline deadline) {
  while (resting_) co_await changed_.wait();
  if (alone_) co_return Result<void>{};
  if (state_ == State::closed) {
    state_ = State::opening;
    failure_.reset();
    stop_ = std::stop_source();
    asio::co_spawn(executor_, run_session(deadline.at_most(plan_.timeout)), asio::detached);
  }
  while (state_ == State::opening) co_await changed_.wait();
  if (state_ == State::open || alone_) co_return Result<void>{};
  co_return std::unexpected(failure_.value_or(fail(Errc::closed, "closed").error()));
}

// From a ticket to the end of the session, whoever waits for it.
asio::awaitable<void> Route::run_session(async::Deadline deadline) {
  const std::stop_callback from_outside(deadline.stop, [this] { stop_.request_stop(); });
  deadline.stop = stop_.get_token();
  session::SessionStart start(*parts_.clients, plan_, *parts_.progress);
  auto ticket = co_await start.run(deadline);
  if (!ticket) {
    end(std::unexpected(ticket.error()));
    co_return;
  }
  mux_ = std::make_shared<forwarding::MuxPipe>(executor_);
  const std::shared_ptr<forwarding::MuxPipe> mux = mux_;
  session::SessionRun run(executor_, *parts_.clients, plan_, *parts_.progress, *mux, *this);
  const auto outcome = co_await run.run(std::move(*ticket), options_for(parts_), deadline);
  mux->cancel();
  mux_.reset();
  end(std::unexpected(why_ended(plan_, outcome, run.refused())));
}

asio::awaitable<Result<void>> Route::wait_until_accepted(async::Deadline deadline) {
  probing_ = true;
  std::string_view seen = "no answer has come";
  for (auto pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    const auto opened = co_await open(deadline);
    if (!opened) co_return opened;
    if (alone_) co_return fail(Errc::unsupported, "--wait-ready takes an agent with a multiplexer");
    const auto probed = co_await forwarding::probe(executor_, mux_, deadline);
    if (probed && *probed == forwarding::Probed::accepted) break;
    if (probed && *probed == forwarding::Probed::closed) {
      seen = "each one was refused, or closed at once";
      parts_.progress->status(
          fmt::format("waiting until {} takes connections", destination_.describe()), true);
    }
    Result<void> paused = probed ? Result<void>() : std::unexpected(probed.error());
    if (paused) paused = co_await async::sleep_for(pause, deadline);
    if (paused) continue;
    if (paused.error().kind != Errc::timeout) co_return paused;
    co_return fail(Errc::timeout, fmt::format("{} of {} does not take connections: {}, for {} s",
                                              destination_.describe(), plan_.describe(), seen,
                                              plan_.timeout.count()));
  }
  probing_ = false;
  co_return Result<void>{};
}

void Route::connections_refused(int count) {
  if (!probing_) SessionNotices::connections_refused(count);
}

void Route::opened(const ssm::Opened& session) {
  SessionNotices::opened(session);
  if (!ssm::has_multiplexer(session.agent_version)) {
    parts_.progress->warn(
        fmt::format("the SSM agent {} of {} carries one connection at a time: each gets a session "
                    "of its own",
                    session.agent_version, plan_.target.id));
    alone_ = true;
    stop_.request_stop();
    return;
  }
  smux::MultiplexerOptions options;
  options.keepalive = ssm::wants_keepalive(session.agent_version);
  mux_->begin(options);
  state_ = State::open;
  changed_.notify();
}

void Route::end(Result<void> why) {
  const bool was_open = state_ == State::open;
  state_ = State::closed;
  resting_ = false;
  failure_ = why.error();
  const bool told = failure_->kind == Errc::interrupted;
  if (was_open && !told) parts_.progress->warn(failure_->message);
  changed_.notify();
}

asio::awaitable<Result<forwarding::Carried>> Route::carry_connection(os::LocalSocket socket,
                                                                     Bytes first,
                                                                     async::Deadline deadline) {
  const auto opened = co_await open(deadline);
  if (!opened) co_return std::unexpected(opened.error());
  if (alone_)
    co_return co_await carry_alone(std::move(socket), std::move(first), std::move(deadline));
  co_return co_await forwarding::carry(executor_, mux_, std::move(socket), std::move(first));
}

asio::awaitable<Result<forwarding::Carried>> Route::carry_alone(os::LocalSocket socket, Bytes first,
                                                                async::Deadline deadline) {
  session::SessionStart start(*parts_.clients, plan_, *parts_.progress);
  auto ticket = co_await start.run(deadline.at_most(plan_.timeout));
  if (!ticket) co_return std::unexpected(ticket.error());
  const auto pipe = os::make_socket_pipe(std::move(socket), std::move(first));
  session::SessionNotices notices(plan_, *parts_.progress);
  session::SessionRun run(executor_, *parts_.clients, plan_, *parts_.progress, *pipe, notices);
  const auto outcome =
      co_await run.run(std::move(*ticket), options_for(parts_), deadline.at_most(plan_.timeout));
  const bool in_order = outcome.end == End::remote_closed || outcome.end == End::local_closed;
  if (!in_order) co_return std::unexpected(why_ended(plan_, outcome, run.refused()));
  co_return forwarding::Carried{.sent = 0, .received = 0, .complete = true};
}

asio::awaitable<void> Route::close() {
  stop_.request_stop();
  while (state_ != State::closed || mux_) co_await changed_.wait();
}

asio::awaitable<void> Route::rest() {
  if (state_ == State::closed) co_return;
  resting_ = true;
  stop_.request_stop();
  while (resting_) co_await changed_.wait();
}

}  // namespace cloudx::forward
