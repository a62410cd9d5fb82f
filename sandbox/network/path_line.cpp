#include "sandbox/network/path_line.hpp"

#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

using Time = PathClock::time_point;

struct InFlight {
  Time due;
  Bytes message;
};

// One direction. Arrivals are in the order of sending, so that the front is always the next.
struct Way {
  explicit Way(const asio::any_io_executor& executor) : timer(executor, Time::max()) {}
  std::deque<InFlight> in_flight;
  asio::steady_timer timer;
};

}  // namespace

struct PathLine::State {
  State(const asio::any_io_executor& executor, const PathOptions& options, Ends the_ends)
      : path(options), ends(std::move(the_ends)), ways{Way(executor), Way(executor)} {}

  Way& way(Path::Direction direction) { return ways.at(static_cast<std::size_t>(direction)); }

  void deliver(Path::Direction direction, Bytes message) {
    if (direction == Path::Direction::to_agent) {
      ends.to_agent(std::move(message));
    } else {
      ends.to_client(std::move(message));
    }
  }

  Path path;
  Ends ends;
  std::array<Way, 2> ways;
  bool over = false;
};

PathLine::PathLine(const asio::any_io_executor& executor, const PathOptions& options, Ends ends)
    : state_(std::make_shared<State>(executor, options, std::move(ends))) {
  for (const auto direction : {Path::Direction::to_agent, Path::Direction::to_client}) {
    asio::co_spawn(executor, carry(state_, direction), asio::detached);
  }
}

PathLine::~PathLine() {
  state_->over = true;
  for (Way& way : state_->ways) way.timer.cancel();
}

void PathLine::send(Path::Direction direction, Bytes message) {
  const auto delivery = state_->path.on_message(direction, PathClock::now(), message.size());
  if (delivery.verdict == Path::Verdict::dropped) return;
  Way& way = state_->way(direction);
  way.in_flight.push_back({delivery.at, std::move(message)});
  if (way.in_flight.size() == 1) way.timer.cancel();
}

asio::awaitable<void> PathLine::carry(std::shared_ptr<State> state, Path::Direction direction) {
  Way& way = state->way(direction);
  while (!state->over) {
    const Time due = way.in_flight.empty() ? Time::max() : way.in_flight.front().due;
    if (PathClock::now() < due) {
      way.timer.expires_at(due);
      co_await way.timer.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    Bytes message = std::move(way.in_flight.front().message);
    way.in_flight.pop_front();
    state->deliver(direction, std::move(message));
  }
}

}  // namespace cloudx::sandbox
