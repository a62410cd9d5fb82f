#include "features/relay/service/endpoints.hpp"

#include <utility>
#include <variant>

namespace cloudx::relay {

using boost::asio::awaitable;

Endpoints::Endpoints(boost::asio::any_io_executor executor, StoreAccess& store,
                     ChangeNotifier& changes, ReconcilerDriver& reconciler,
                     const LaunchPolicy& launches, const Clock& clock)
    : executor_(std::move(executor)),
      store_(store),
      changes_(changes),
      reconciler_(reconciler),
      launch_policy_(launches),
      clock_(clock) {}

awaitable<Result<RelayState>> Endpoints::find(std::string id) {
  return store_.run([id = std::move(id)](store::Store& store) { return store.find(id); });
}

awaitable<Result<RelayState>> Endpoints::find_confirmed(std::string id) {
  auto state = co_await find(id);
  if (!state || state->phase != RelayPhase::running) co_return state;
  co_await reconciler_.confirm(id);
  co_return co_await find(std::move(id));
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

awaitable<Result<WantRelay::Wanted>> Endpoints::want(std::string id, WantRelay::Asker asker,
                                                     async::Deadline deadline) {
  WantRelay work(id, std::move(asker), launch_policy_, launches_);
  ChangeNotifier::Watcher watcher(changes_, executor_, id);
  co_await perform(work, std::move(id), &watcher, std::move(deadline));
  co_return std::move(work.result());
}

awaitable<Result<void>> Endpoints::use(std::string id) {
  UseRelay work;
  co_await perform(work, std::move(id), nullptr, async::Deadline{});
  co_return work.result();
}

awaitable<Result<bool>> Endpoints::end(std::string id, std::string client) {
  EndRelay work(std::move(client));
  co_await perform(work, std::move(id), nullptr, async::Deadline{});
  co_return work.result();
}

awaitable<void> Endpoints::perform(EndpointRequest& work, std::string id,
                                   ChangeNotifier::Watcher* watcher, async::Deadline deadline) {
  EndpointRequest::Seen seen;
  while (true) {
    EndpointRequest::Action action = work.next(std::move(seen), clock_.now());
    if (std::holds_alternative<EndpointRequest::Finished>(action)) break;
    seen = co_await carry_out(std::move(action), id, watcher, deadline);
  }
  if (work.begins_work()) reconciler_.notify();
}

awaitable<EndpointRequest::Seen> Endpoints::carry_out(EndpointRequest::Action action,
                                                      std::string id,
                                                      ChangeNotifier::Watcher* watcher,
                                                      async::Deadline deadline) {
  if (const auto* const look = std::get_if<EndpointRequest::Find>(&action)) {
    Result<RelayState> record;
    if (look->confirms) {
      record = co_await find_confirmed(std::move(id));
    } else {
      record = co_await find(std::move(id));
    }
    co_return EndpointRequest::RecordSeen{std::move(record)};
  }
  if (const auto* const write = std::get_if<EndpointRequest::Write>(&action)) {
    auto record =
        co_await store_.run([&](store::Store& store) { return store.change(id, write->change); });
    co_return EndpointRequest::RecordSeen{std::move(record)};
  }
  if (std::holds_alternative<EndpointRequest::Await>(action)) {
    const auto changed = co_await watcher->changed(std::move(deadline));
    co_return EndpointRequest::Awaited{changed.has_value()};
  }
  auto began = co_await reconciler_.end_unknown(std::move(id));
  co_return EndpointRequest::UnknownEnded{std::move(began)};
}

}  // namespace cloudx::relay
