#include "features/forward/forwarder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "features/forward/forward_spec.hpp"
#include "forwarding/accepting.hpp"

namespace cloudx::forward {

namespace asio = boost::asio;

namespace {

// A client of SOCKS says at once what it wants.
constexpr std::chrono::seconds kNegotiationLimit{30};

socks::Refusal refusal_of(const Error& error) {
  return error.kind == Errc::service ? socks::Refusal::not_allowed
                                     : socks::Refusal::general_failure;
}

}  // namespace

Forwarder::Forwarder(asio::any_io_executor executor, const RouteParts& parts, Events& events,
                     std::vector<Listening> listening)
    : executor_(std::move(executor)),
      parts_(parts),
      events_(events),
      listening_(std::move(listening)),
      idle_alarm_(executor_),
      tasks_(executor_) {}

asio::awaitable<Result<void>> Forwarder::run(std::stop_token stop, Readiness readiness) {
  const async::Deadline deadline{.stop = stop};
  auto ended = co_await become_ready(deadline, readiness);
  if (ended) {
    was_ready_ = true;
    while (!stop.stop_requested()) {
      co_await async::sleep_for(std::chrono::hours(1), deadline);
    }
    ended = fail(Errc::interrupted, "interrupted");
  }
  idle_alarm_.cancel();
  ending_ = true;
  for (Listening& one : listening_) one.listener->close();
  for (const auto& [destination, route] : routes_) co_await route->close();
  co_await tasks_.all_ended();
  co_return ended;
}

asio::awaitable<Result<void>> Forwarder::become_ready(async::Deadline deadline,
                                                      const Readiness& readiness) {
  const auto opened = co_await open_known(deadline);
  if (!opened) co_return opened;
  if (readiness.destinations_answer) {
    for (const auto& [destination, route] : routes_) {
      const auto accepted = co_await route->wait_until_accepted(readiness.until);
      if (!accepted) co_return accepted;
    }
  }
  parts_.progress->done();
  std::vector<LocalEnd> ends;
  for (const Listening& one : listening_) {
    ends.push_back({one.local, one.destination ? one.destination->describe() : "SOCKS"});
    events_.listening(ends.back().local, ends.back().to);
  }
  if (readiness.reached) {
    const auto reached = readiness.reached(ends);
    if (!reached) co_return reached;
  }
  for (Listening& one : listening_) tasks_.start(take_connections(one, deadline));
  co_return Result<void>{};
}

// What is wrong with one is told before anybody connects.
asio::awaitable<Result<void>> Forwarder::open_known(async::Deadline deadline) {
  for (const Listening& one : listening_) {
    if (!one.destination) continue;
    const auto opened = co_await route_to(*one.destination).open(deadline);
    if (!opened) co_return opened;
    if (deadline.stop.stop_requested()) co_return fail(Errc::interrupted, "interrupted");
  }
  co_return Result<void>{};
}

asio::awaitable<void> Forwarder::take_connections(Listening& listening, async::Deadline deadline) {
  const auto on_connection = [this, &listening, &deadline](os::LocalSocket socket) {
    tasks_.start(serve(std::move(socket), listening.local, listening.destination, deadline));
  };
  const auto on_trouble = [this](const Error& error) {
    if (!std::exchange(trouble_told_, true)) {
      parts_.progress->warn(forwarding::describe_trouble(error));
    }
  };
  co_await forwarding::accept_all(*listening.listener, on_connection, on_trouble);
}

asio::awaitable<void> Forwarder::serve(os::LocalSocket socket, std::string local,
                                       std::optional<Destination> destination,
                                       async::Deadline deadline) {
  if (destination) {
    co_await carry_to(*destination, std::move(socket), {}, std::move(local), std::move(deadline));
  } else {
    co_await serve_socks(std::move(socket), std::move(local), std::move(deadline));
  }
}

asio::awaitable<void> Forwarder::serve_socks(os::LocalSocket socket, std::string local,
                                             async::Deadline deadline) {
  auto wanted = co_await negotiate(socket, deadline.at_most(kNegotiationLimit));
  if (!wanted) {
    if (wanted.error().kind != Errc::io) parts_.progress->detail(wanted.error().message);
    co_return;
  }
  const socks::Destination& asked = *wanted->server.destination();
  const Destination destination = destination_of(asked.host, asked.port);
  idle_.used(destination);
  co_await serve_asked(std::move(socket), std::move(*wanted), destination, std::move(local),
                       std::move(deadline));
  leave(destination);
}

asio::awaitable<void> Forwarder::serve_asked(os::LocalSocket socket, Negotiated wanted,
                                             const Destination& destination, std::string local,
                                             async::Deadline deadline) {
  Result<void> opened;
  if (!destination.host || can_be_remote_host(*destination.host)) {
    opened = co_await route_to(destination).open(deadline);
  } else {
    opened = fail(Errc::service, fmt::format("Session Manager does not take \"{}\" for a host",
                                             *destination.host));
  }
  if (!opened) {
    parts_.progress->warn(opened.error().message);
    co_await answer(socket, wanted.server.refused(refusal_of(opened.error())));
    co_return;
  }
  // Whether the destination answers is seen later: the multiplexer does not tell.
  const auto told = co_await answer(socket, wanted.server.granted());
  if (!told) co_return;
  co_await carry_to(destination, std::move(socket), std::move(wanted.rest), std::move(local),
                    std::move(deadline));
}

asio::awaitable<void> Forwarder::carry_to(const Destination& destination, os::LocalSocket socket,
                                          Bytes first, std::string local,
                                          async::Deadline deadline) {
  const std::uint64_t number = ++connections_;
  ++open_;
  events_.opened(number, local, destination.describe());
  Route& route = route_to(destination);
  const auto carried =
      co_await route.carry_connection(std::move(socket), std::move(first), std::move(deadline));
  --open_;
  events_.closed(number, carried);
}

void Forwarder::leave(const Destination& destination) {
  const bool is_known =
      std::ranges::find(listening_, destination, &Listening::destination) != listening_.end();
  if (is_known) return;
  idle_.unused(destination, std::chrono::steady_clock::now());
  end_idle_sessions();
}

void Forwarder::end_idle_sessions() {
  for (Destination& due : idle_.take_due(std::chrono::steady_clock::now())) {
    tasks_.start(end_session(std::move(due)));
  }
  if (const auto next = idle_.next_due()) idle_alarm_.set(*next, [this] { end_idle_sessions(); });
}

asio::awaitable<void> Forwarder::end_session(Destination destination) {
  Route& route = route_to(destination);
  co_await route.rest();
  const bool is_needed = ending_ || idle_.is_used(destination) || !route.is_closed();
  if (!is_needed) routes_.erase(destination);
}

Route& Forwarder::route_to(const Destination& destination) {
  auto& route = routes_[destination];
  if (!route) route = std::make_unique<Route>(executor_, parts_, destination);
  return *route;
}

}  // namespace cloudx::forward
