#include "features/relay/connect/relay_connection.hpp"

#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "base/crypto.hpp"
#include "base/trace.hpp"
#include "features/relay/client/backoff.hpp"
#include "features/relay/client/refusal.hpp"
#include "features/relay/connect/messages.hpp"
#include "features/relay/connect/pump.hpp"
#include "net/dial.hpp"

namespace cloudx::relay {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kDirectTimeout{2};
constexpr std::chrono::seconds kJoinPause{2};
constexpr std::chrono::seconds kTerminateTimeout{30};
constexpr std::chrono::seconds kGiveUpPause{3};
// An SSH server that is just being set up may refuse a key that it takes a moment later.
constexpr int kRefusals = 3;
constexpr int kRelays = 3;  // that may go away before one is joined

bool may_retry(const Error& error, int& refusals) {
  if (error.kind == Errc::credentials) return ++refusals < kRefusals;
  return error.kind == Errc::connect;
}

}  // namespace

RelayConnection::RelayConnection(asio::any_io_executor executor, const RelayPlan& plan,
                                 RelayService& service, os::LocalPipe& pipe, Progress& progress)
    : executor_(std::move(executor)),
      plan_(plan),
      service_(service),
      pipe_(pipe),
      progress_(progress),
      output_watch_(executor_, pipe, abandon_),
      started_(std::chrono::steady_clock::now()),
      deadline_(started_ + plan.timeout) {}

asio::awaitable<Result<void>> RelayConnection::run(std::stop_token stop) {
  const std::stop_callback forward(stop, [this] { abandon_.request_stop(); });
  output_watch_.start();
  const async::Deadline deadline{.stop = abandon_.get_token()};
  auto result = co_await run_within(deadline);
  pipe_.cancel();
  co_await output_watch_.ended({});
  co_return result;
}

asio::awaitable<Result<void>> RelayConnection::run_within(async::Deadline deadline) {
  if (plan_.local) {
    const auto direct = co_await run_directly(deadline);
    if (!direct) co_return std::unexpected(direct.error());
    if (*direct) co_return Result<void>{};
  }
  std::stop_source told;
  const std::stop_callback forward(deadline.stop, [&told] { told.request_stop(); });
  async::TaskGroup clock(executor_);
  show_status(
      fmt::format("asking {} for the relay of {}", plan_.settings.api_url.host, plan_.settings.id));
  clock.start(show_elapsed({.stop = told.get_token()}));
  auto result = co_await run_by_relay(deadline);
  told.request_stop();
  co_await clock.all_ended();
  if (!result && !joined_ && launched_) co_await give_up();
  co_return result;
}

asio::awaitable<Result<bool>> RelayConnection::run_directly(async::Deadline deadline) {
  progress_.status(fmt::format("trying {}", plan_.local->host), false);
  auto socket =
      co_await net::dial(plan_.local->host, plan_.local->port, deadline.at_most(kDirectTimeout));
  if (!socket) {
    progress_.detail(fmt::format("no direct connection: {}", socket.error().message));
    if (socket.error().kind == Errc::interrupted) co_return std::unexpected(socket.error());
    co_return false;
  }
  progress_.detail(fmt::format("connected to {} directly", plan_.local->host));
  progress_.done();
  joined_ = true;
  const auto ended = co_await pump(pipe_, StreamSocket(std::move(*socket)), deadline);
  if (!ended) co_return std::unexpected(ended.error());
  if (!ended->heard) co_return fail(Errc::connect, describe_silence(plan_.local->host));
  co_return true;
}

asio::awaitable<Result<void>> RelayConnection::run_by_relay(async::Deadline deadline) {
  Result<void> result;
  for (int relays = 0; relays < kRelays; ++relays) {
    const async::Deadline limited{.expiry = deadline_, .stop = deadline.stop};
    result = co_await obtain(limited);
    if (!result) break;
    int refusals = 0;
    for (;;) {
      result = co_await join(deadline);
      if (result || joined_ || !may_retry(result.error(), refusals)) break;
      progress_.detail(result.error().message);
      const auto slept = co_await async::sleep_for(kJoinPause, limited);
      if (!slept) break;
    }
    if (result || joined_ || result.error().kind != Errc::closed) break;
    progress_.detail("the relay went away before it was joined");
  }
  if (!result) co_return std::unexpected(explain(result.error()));
  co_return result;
}

asio::awaitable<Result<void>> RelayConnection::obtain(async::Deadline deadline) {
  const auto before = co_await service_.status(deadline);
  if (!before) co_return std::unexpected(before.error());
  const bool none = is_gone(before->phase);
  show_status(describe_wait(none ? EndpointView{} : *before, plan_.settings.id));
  launched_ = launched_ || none;  // also when its answer gets lost
  auto view = co_await service_.launch(deadline);
  if (!view && view.error().kind == Errc::credentials) launched_ = false;
  for (;;) {
    if (!view) co_return std::unexpected(view.error());
    view_ = *view;
    if (view_.phase == RelayPhase::running) break;
    if (is_gone(view_.phase) && !view_.error.empty()) {
      launched_ = false;
      co_return fail(Errc::service, "the relay could not be launched: " + view_.error);
    }
    show_status(describe_wait(view_, plan_.settings.id));
    view = co_await wait_for_change(deadline);
  }
  progress_.detail(fmt::format("the relay runs at {}", view_.address));
  show_status(describe_wait(view_, plan_.settings.id));
  co_return Result<void>{};
}

asio::awaitable<Result<EndpointView>> RelayConnection::wait_for_change(async::Deadline deadline) {
  Backoff backoff(std::chrono::milliseconds(500), std::chrono::seconds(10));
  for (;;) {
    auto view = co_await service_.wait(view_.version, false, deadline);
    if (view || !is_transient(view.error())) co_return view;
    if (deadline.expiry <= std::chrono::steady_clock::now()) co_return view;
    progress_.detail(view.error().message);
    const auto slept = co_await async::sleep_for(backoff.next(random_unit()), deadline);
    if (!slept) co_return std::unexpected(slept.error());
  }
}

// What was launched for this client alone, and never used.
asio::awaitable<void> RelayConnection::give_up() {
  progress_.status("ending the relay that was launched", false);
  const async::Deadline deadline = async::Deadline{}.at_most(kTerminateTimeout);
  for (;;) {
    const auto ended = co_await service_.give_up(deadline);
    if (ended) co_return;
    // Of version 1, while what was asked for does not show yet.
    const bool again = is_transient(ended.error());
    const auto slept = co_await async::sleep_for(kGiveUpPause, deadline);
    if (again && slept) continue;
    progress_.warn(
        fmt::format("the relay of {} may still run ({}); cloudx-proxy relay terminate ends it",
                    plan_.settings.id, ended.error().message));
    co_return;
  }
}

asio::awaitable<void> RelayConnection::show_elapsed(async::Deadline deadline) {
  for (;;) {
    const auto slept = co_await async::sleep_for(std::chrono::seconds(1), deadline);
    if (!slept) co_return;
    if (!status_.empty()) show_status(status_);
  }
}

void RelayConnection::show_status(std::string what) {
  trace::line(trace::Topic::relay, "{}", what);
  status_ = std::move(what);
  const auto taken = std::chrono::steady_clock::now() - started_;
  progress_.status(
      fmt::format("{} ({} s)", status_, std::chrono::floor<std::chrono::seconds>(taken).count()),
      true);
}

Error RelayConnection::explain(Error error) const {
  if (error.kind != Errc::timeout || joined_) return error;
  error.message = fmt::format("no connection to {} within {} s: {}", plan_.settings.id,
                              plan_.timeout.count(), status_);
  return error;
}

}  // namespace cloudx::relay
