// Who works on which relay, and until when.

#include "features/relay/service/keeper.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/uuid.hpp"
#include "features/relay/service/now.hpp"
#include "net/sleep.hpp"
#include "net/watch.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

constexpr auto kLookInterval = 2s;     // for leases that others have let run out
constexpr auto kStepInterval = 700ms;  // between two looks at what takes time
constexpr auto kTroubleInterval = 3s;
constexpr std::chrono::seconds kLongestCall{20};

}  // namespace

Keeper::Keeper(boost::asio::any_io_executor executor, StoreAccess& store, RelayInstances& instances,
               KeeperOptions options, Note note, Hears hears)
    : executor_(std::move(executor)),
      store_(store),
      instances_(instances),
      options_(options),
      note_(std::move(note)),
      hears_(std::move(hears)),
      node_(to_string(random_uuid())),
      tasks_(executor_),
      poked_(executor_, boost::asio::steady_timer::time_point::max()) {}

void Keeper::poke() {
  is_poked_ = true;
  poked_.cancel();
}

void Keeper::limit(std::chrono::minutes idle, std::chrono::hours most) {
  options_.idle = idle;
  options_.most = most;
}

net::Budget Keeper::call_budget() const {
  // Shorter than the lease, so that a call's end is told while it still holds.
  return net::Budget{.stop = stop_}.at_most(std::min(options_.lease * 2 / 3, kLongestCall));
}

bool Keeper::may_tend(const RelayState& state) const {
  const bool has_work = state.phase == RelayPhase::launching || state.phase == RelayPhase::ending;
  const bool is_free = state.owner == node_ || state.lease_until <= now();
  return has_work && is_free && !tended_.contains(state.id);
}

awaitable<void> Keeper::run(std::stop_token stop) {
  stop_ = std::move(stop);
  tasks_.start(patrol_until_stopped());
  while (!stop_.stop_requested()) {
    is_poked_ = false;
    co_await look_at_all();
    co_await wait_for_work();
  }
  co_await tasks_.all_ended();
  co_await give_leases();
}

awaitable<void> Keeper::wait_for_work() {
  const net::Watch watch(executor_, net::Budget{.stop = stop_}.at_most(kLookInterval),
                         [this] { poked_.cancel(); });
  if (!is_poked_ && !watch.spent()) {
    co_await poked_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

awaitable<void> Keeper::look_at_all() {
  const auto live = co_await store_.run([](store::Store& store) { return store.live(); });
  if (!live) {
    note_("", "the store: " + live.error().message);
    co_return;
  }
  for (const RelayState& state : *live) {
    if (!may_tend(state)) continue;
    tended_.insert(state.id);
    tasks_.start(tend(state.id));
  }
}

awaitable<void> Keeper::tend(std::string id) {
  co_await tend_while_leased(id);
  in_trouble_.erase(id);
  tended_.erase(id);
}

awaitable<Result<RelayState>> Keeper::change(std::string id, store::Change change) {
  return store_.run([id = std::move(id), change = std::move(change)](store::Store& store) {
    return store.change(id, change);
  });
}

awaitable<void> Keeper::tend_while_leased(std::string id) {
  while (!stop_.stop_requested()) {
    const auto lease = [this](RelayState& state) {
      return take_lease(state, node_, now(), options_.lease);
    };
    auto state = co_await change(id, lease);
    if (!state || state->owner != node_) co_return;
    in_trouble_.try_emplace(id, Clock::now());  // until this step turns out well
    const After after = co_await step(std::move(*state));
    if (after != After::long_pause) in_trouble_.erase(id);
    if (after == After::done) co_return;
    if (after == After::again) continue;
    const std::chrono::milliseconds pause =
        after == After::pause ? kStepInterval : kTroubleInterval;
    co_await net::sleep_for(pause, net::Budget{.stop = stop_});
  }
}

awaitable<void> Keeper::give_leases() {
  const std::string node = node_;
  co_await store_.run([node](store::Store& store) -> Result<void> {
    const auto live = store.live();
    if (!live) return std::unexpected(live.error());
    for (const RelayState& state : *live) {
      const auto given = store.change(
          state.id, [&node](RelayState& current) { return give_lease(current, node); });
      if (!given) return std::unexpected(given.error());
    }
    return {};
  });
}

}  // namespace cloudx::relay
