#include "features/relay/forward/daemon.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "base/crypto.hpp"

namespace cloudx::relay {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kEnding{30};

}  // namespace

Daemon::Daemon(asio::any_io_executor executor, const ClientSettings& settings,
               const ForwardRequest& request, Progress& log, const ServiceManager& manager)
    : executor_(std::move(executor)),
      settings_(settings),
      request_(request),
      log_(log),
      manager_(manager),
      client_(settings, request.poll_interval),
      forwardings_(executor_) {}

asio::awaitable<Result<void>> Daemon::run(std::stop_token stop) {
  manager_.ready();
  const async::Deadline deadline{.stop = std::move(stop)};
  async::TaskGroup watchdog(executor_);
  if (manager_.watchdog().count() > 0) watchdog.start(keep_alive(deadline));
  log_.report(fmt::format("waiting for relays of {} at {}", settings_.id, settings_.api_url.host));
  tell_waiting();
  co_await listen(deadline);
  manager_.stopping();
  if (forwarding_) forwarding_->request_stop();
  co_await forwardings_.all_ended();
  co_await watchdog.all_ended();
  co_return Result<void>{};
}

asio::awaitable<void> Daemon::listen(async::Deadline deadline) {
  Backoff backoff(std::chrono::seconds(1), std::chrono::seconds(60));
  std::optional<std::uint64_t> seen;
  while (!deadline.stop.stop_requested()) {
    auto view = co_await client_.service().wait(seen, false, deadline);
    if (view) {
      backoff.reset();
      seen = view->version;
      if (!std::exchange(trouble_, {}).empty()) log_.report("the relay service answers again");
      co_await follow(std::move(*view), deadline);
      continue;
    }
    if (deadline.stop.stop_requested()) co_return;
    tell_trouble(view.error());
    seen.reset();  // so that its end shows at once
    client_.forget_connections();
    const auto slept = co_await async::sleep_for(backoff.next(random_unit()), deadline);
    if (!slept) co_return;
  }
}

asio::awaitable<void> Daemon::follow(EndpointView view, async::Deadline deadline) {
  if (decide(view, open_, done_) == Action::close) {
    log_.report("the relay ends");
    forwarding_->request_stop();
    co_await forwardings_.all_ended();
  }
  if (decide(view, open_, done_) != Action::open || deadline.stop.stop_requested()) co_return;
  open_ = relay_name(view);
  log_.report(fmt::format("a relay runs at {}{}", view.address,
                          view.host_key.empty() ? ", whose host key is not known" : ""));
  forwarding_.emplace();
  forwardings_.start(forward_to(std::move(view), *forwarding_));
}

asio::awaitable<void> Daemon::forward_to(EndpointView relay, std::stop_source stop) {
  const async::Deadline deadline{.stop = stop.get_token()};
  Forwarding forwarding(executor_, settings_, request_.ssh_port, std::move(relay), log_, manager_);
  const bool over = co_await forwarding.run(deadline);
  std::string name = std::exchange(open_, {});
  if (over) {
    done_ = std::move(name);
    log_.report("the relay is over; ending it");
    const auto ended = co_await client_.service().terminate(deadline.at_most(kEnding));
    if (!ended) log_.report("it may be gone already: " + ended.error().message);
  }
  tell_waiting();
}

asio::awaitable<void> Daemon::keep_alive(async::Deadline deadline) {
  for (;;) {
    manager_.alive();
    const auto slept = co_await async::sleep_for(manager_.watchdog(), deadline);
    if (!slept) co_return;
  }
}

// The same trouble is told once, however long it lasts.
void Daemon::tell_trouble(const Error& error) {
  manager_.status(error.message);
  if (trouble_ == error.message) return;
  trouble_ = error.message;
  log_.report(error.message);
}

void Daemon::tell_waiting() {
  manager_.status(fmt::format("waiting for relays of {}", settings_.id));
}

}  // namespace cloudx::relay
