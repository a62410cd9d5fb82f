#include "features/relay/service/endpoints.hpp"

#include <utility>

#include <fmt/format.h>

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

// A client that launches and ends in a loop costs money: EC2 bills a minute at least for each.
constexpr double kLaunchesPerSecond = 1.0 / 30;
constexpr double kLaunchBurst = 10;

}  // namespace

Endpoints::Endpoints(boost::asio::any_io_executor executor, StoreAccess& store,
                     ChangeNotifier& changes, ReconcilerDriver& reconciler,
                     const LaunchPolicy& launches, const Clock& clock)
    : executor_(std::move(executor)),
      store_(store),
      changes_(changes),
      reconciler_(reconciler),
      launch_policy_(launches),
      clock_(clock),
      launches_(kLaunchesPerSecond, kLaunchBurst) {}

awaitable<Result<RelayState>> Endpoints::find(std::string id) {
  return store_.run([id = std::move(id)](store::Store& store) { return store.find(id); });
}

awaitable<Result<RelayState>> Endpoints::find_confirmed(std::string id) {
  auto state = co_await find(id);
  if (!state || state->phase != RelayPhase::running) co_return state;
  co_await reconciler_.confirm(id);
  co_return co_await find(std::move(id));
}

awaitable<Result<Endpoints::Wanted>> Endpoints::want(std::string id, bool v1, std::string client,
                                                     async::Deadline deadline) {
  ChangeNotifier::Watcher watcher(changes_, executor_, id);
  bool is_over = false;
  while (true) {
    auto present = co_await find_confirmed(id);
    if (!present) co_return std::unexpected(present.error());
    const SteadyTime clock = clock_.steady();
    const bool may_launch = present->phase != RelayPhase::none || launches_.take(id, clock);
    // Of many that come at once one launches, and the others join it.
    if (!may_launch) present = co_await find(id);
    if (!may_launch && present && present->phase == RelayPhase::none) {
      co_return fail(Errc::unsupported, fmt::format("too many launches; come again in {} s",
                                                    launches_.wait(id, clock).count()));
    }
    const Time asked = clock_.wall();
    const std::string token = launch_policy_.new_token();
    auto state = co_await store_.run([&](store::Store& store) {
      return store.change(
          id, [&](RelayState& current) { return relay::want(current, asked, token, v1, client); });
    });
    if (!state) co_return std::unexpected(state.error());
    if (state->phase != RelayPhase::ending) {
      const bool began = state->client_token == token;
      if (began) reconciler_.notify();
      co_return Wanted{std::move(*state), began};
    }
    if (is_over) co_return Wanted{std::move(*state), false};
    const auto changed = co_await watcher.changed(deadline);
    is_over = !changed;  // a last look: not every change is told (a lost connection, a pooler)
  }
}

awaitable<Result<RelayState>> Endpoints::wait(std::string id, std::uint64_t seen,
                                              async::Deadline deadline) {
  ChangeNotifier::Watcher watcher(changes_, executor_, id);
  bool is_over = false;
  while (true) {
    auto state = co_await find(id);
    if (is_over || !state || state->version != seen) co_return state;
    const auto changed = co_await watcher.changed(deadline);
    is_over = !changed;  // a last look: not every change is told (a lost connection, a pooler)
  }
}

awaitable<Result<void>> Endpoints::use(std::string id) {
  const Time at = clock_.wall();
  const auto state = co_await store_.run([id = std::move(id), at](store::Store& store) {
    return store.change(id, [at](RelayState& current) { return relay::use(current, at); });
  });
  if (!state) co_return std::unexpected(state.error());
  co_return Result<void>{};
}

awaitable<Result<Endpoints::Ended>> Endpoints::begin(std::string id, store::Change change) {
  const auto ended = co_await store_.run([&](store::Store& store) -> Result<Ended> {
    Ended outcome;
    const auto state = store.change(id, [&](RelayState& current) {
      outcome.began = change(current);
      return outcome.began;
    });
    if (!state) return std::unexpected(state.error());
    outcome.phase = state->phase;
    return outcome;
  });
  if (ended && ended->began) reconciler_.notify();
  co_return ended;
}

awaitable<Result<bool>> Endpoints::end(std::string id) {
  const auto ended = co_await begin(
      id, [](RelayState& current) { return begin_end(current, "ending the relay", ""); });
  if (!ended) co_return std::unexpected(ended.error());
  if (ended->phase == RelayPhase::none) co_return co_await reconciler_.end_unknown(std::move(id));
  co_return ended->began;
}

awaitable<Result<bool>> Endpoints::give_up(std::string id, std::string client) {
  const auto ended = co_await begin(
      std::move(id), [client](RelayState& current) { return relay::give_up(current, client); });
  if (!ended) co_return std::unexpected(ended.error());
  co_return ended->began;
}

}  // namespace cloudx::relay
