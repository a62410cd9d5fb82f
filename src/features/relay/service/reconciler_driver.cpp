#include "features/relay/service/reconciler_driver.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/cancel_on_expiry.hpp"
#include "async/sleep.hpp"
#include "base/trace.hpp"
#include "base/uuid.hpp"
#include "features/relay/reconcile/action_text.hpp"
#include "features/relay/reconcile/unknown_end.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

constexpr auto kScanInterval = 2s;  // for leases that others have let run out
constexpr std::chrono::seconds kSweepInterval{10};

}  // namespace

ReconcilerDriver::ReconcilerDriver(boost::asio::any_io_executor executor, Ports ports,
                                   const LaunchPolicy& launches, ReconcilerOptions options,
                                   NoteSink note, Hears hears)
    : executor_(std::move(executor)),
      ports_(ports),
      reconciler_(to_string(random_uuid()), launches, options),
      note_(std::move(note)),
      hears_(std::move(hears)),
      tasks_(executor_),
      notified_(executor_, boost::asio::steady_timer::time_point::max()) {}

void ReconcilerDriver::notify() {
  is_notified_ = true;
  notified_.cancel();
}

void ReconcilerDriver::limit(std::chrono::minutes idle, std::chrono::hours most) {
  reconciler_.limit(idle, most);
}

awaitable<void> ReconcilerDriver::run(std::stop_token stop) {
  stop_ = std::move(stop);
  tasks_.start(sweep_until_stopped());
  while (!stop_.stop_requested()) {
    is_notified_ = false;
    co_await scan();
    co_await wait_for_work();
  }
  co_await tasks_.all_ended();
  const std::string node = reconciler_.node();
  co_await ports_.store.run([node](store::Store& store) { return release_leases(store, node); });
}

awaitable<void> ReconcilerDriver::wait_for_work() {
  const async::CancelOnExpiry watch(executor_,
                                    async::Deadline{.stop = stop_}.at_most(kScanInterval),
                                    [this] { notified_.cancel(); });
  if (!is_notified_ && !watch.spent()) {
    co_await notified_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

awaitable<void> ReconcilerDriver::scan() {
  const auto live = co_await ports_.store.run([](store::Store& store) { return store.live(); });
  if (!live) {
    note_("", "the store: " + live.error().message);
    co_return;
  }
  for (std::string& id : reconciler_.due(*live, ports_.clock.wall())) {
    tasks_.start(perform_all(reconciler_.reconcile(std::move(id))));
  }
}

awaitable<void> ReconcilerDriver::sweep_until_stopped() {
  const auto interval = std::min(kSweepInterval, reconciler_.options().lease);
  while (!stop_.stop_requested()) {
    co_await perform_all(reconciler_.sweep(hears_));
    co_await async::sleep_for(interval, async::Deadline{.stop = stop_});
  }
}

awaitable<void> ReconcilerDriver::confirm(std::string id) {
  // Who comes while somebody looks waits for what is seen.
  const auto [look, is_first] = confirmations_.try_emplace(id, nullptr);
  if (!is_first) {
    const std::shared_ptr<async::Event> seen = look->second;
    co_await seen->wait({});
    co_return;
  }
  const auto seen = std::make_shared<async::Event>(executor_);
  look->second = seen;
  co_await perform_all(reconciler_.confirm(id));
  confirmations_.erase(id);
  seen->set();
}

awaitable<Result<bool>> ReconcilerDriver::end_unknown(std::string id) {
  UnknownEnd work(std::move(id), reconciler_.options().lease);
  co_await perform(work);
  co_return work.result();
}

awaitable<void> ReconcilerDriver::perform_all(std::unique_ptr<Procedure> work) {
  co_await perform(*work);
}

awaitable<void> ReconcilerDriver::perform(Procedure& work) {
  Observation seen;
  while (true) {
    Action action = work.next(std::move(seen), ports_.clock.now());
    for (Note& note : work.take_notes()) note_(note.endpoint, std::move(note.what));
    if (std::holds_alternative<Done>(action)) co_return;
    // What was found is still written down.
    const bool is_result = std::holds_alternative<ChangeRecord>(action);
    if (stop_.stop_requested() && !is_result) co_return;
    seen = co_await carry_out(std::move(action));
  }
}

awaitable<Observation> ReconcilerDriver::carry_out(Action action) {
  if (trace::is_on(trace::Topic::relay)) trace::write(trace::Topic::relay, action_text(action));
  StoreAccess& access = ports_.store;
  if (auto* const request = std::get_if<Ec2Request>(&action)) {
    const async::Deadline deadline = async::Deadline{.stop = stop_}.at_most(request->limit);
    co_return co_await ports_.ec2.carry_out(std::move(request->action), deadline);
  }
  if (auto* const request = std::get_if<ChangeRecord>(&action)) {
    co_return co_await change(std::move(*request));
  }
  if (const auto* const request = std::get_if<ReadRecord>(&action)) {
    const std::string& id = request->id;
    co_return RecordSeen{
        co_await access.run([&id](store::Store& store) { return store.find(id); })};
  }
  if (std::holds_alternative<ReadLive>(action)) {
    co_return LiveSeen{co_await access.run([](store::Store& store) { return store.live(); })};
  }
  if (std::holds_alternative<CheckStore>(action)) {
    const auto checked = co_await access.run([](store::Store& store) { return store.check(); });
    co_return StoreSeen{checked.has_value()};
  }
  const Pause pause = std::get<Pause>(action);
  co_await async::sleep_for(pause.duration, async::Deadline{.stop = stop_});
  co_return Observation{};
}

awaitable<Observation> ReconcilerDriver::change(ChangeRecord request) {
  auto written = co_await ports_.store.run(
      [&request](store::Store& store) { return store.change(request.id, request.change); });
  if (written && request.begins_work) notify();
  co_return RecordSeen{std::move(written)};
}

}  // namespace cloudx::relay
