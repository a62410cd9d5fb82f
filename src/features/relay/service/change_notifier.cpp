#include "features/relay/service/change_notifier.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/cancel_on_expiry.hpp"

namespace cloudx::relay {

ChangeNotifier::Watcher::Watcher(ChangeNotifier& changes,
                                 const boost::asio::any_io_executor& executor, std::string id)
    : changes_(changes),
      id_(std::move(id)),
      timer_(executor, std::chrono::steady_clock::time_point::max()) {
  changes_.watchers_[id_].insert(this);
  ++changes_.waiting_;
}

ChangeNotifier::Watcher::~Watcher() {
  --changes_.waiting_;
  const auto same = changes_.watchers_.find(id_);
  same->second.erase(this);
  if (same->second.empty()) changes_.watchers_.erase(same);
}

boost::asio::awaitable<Result<void>> ChangeNotifier::Watcher::changed(async::Deadline deadline) {
  const async::CancelOnExpiry watch(timer_.get_executor(), deadline, [this] { timer_.cancel(); });
  if (!has_changed_ && !watch.spent()) {
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
  if (std::exchange(has_changed_, false)) co_return Result<void>{};
  co_return watch.failure("waiting for a change", Errc::interrupted, "ended");
}

void ChangeNotifier::wake_all(const std::set<Watcher*>& watchers) {
  for (Watcher* const watcher : watchers) {
    watcher->has_changed_ = true;
    watcher->timer_.cancel();
  }
}

void ChangeNotifier::wake(std::string_view id) {
  const auto same = watchers_.find(id);
  if (same != watchers_.end()) wake_all(same->second);
}

void ChangeNotifier::notify(std::string_view id) {
  if (id.empty()) {
    for (const auto& [any, watchers] : watchers_) wake_all(watchers);
    return;
  }
  wake(id);
  notify_observers();
}

void ChangeNotifier::notify_observers() {
  wake("");
}

}  // namespace cloudx::relay
