#include "features/relay/service/presence_tracker.hpp"

#include <chrono>

#include "async/sleep.hpp"
#include "features/relay/reconcile/relay_rules.hpp"

namespace cloudx::relay {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::seconds kInterval{10};

struct Exchange {
  Result<void> written;
  Result<std::vector<store::Presence>> read;
};

bool is_remarkable(const store::Presence& known, const store::Presence& now) {
  return now.attached != known.attached || now.peer != known.peer ||
         now.seen - known.seen >= kPresentFor;
}

}  // namespace

void PresenceTracker::record(store::Presence presence) {
  news_[Key(presence.id, presence.role)] = presence;
  learn(std::move(presence));
}

void PresenceTracker::learn(store::Presence presence) {
  heard_at_ = clock_.steady();
  store::Presence& known = known_[Key(presence.id, presence.role)];
  const bool is_to_be_told = is_remarkable(known, presence);
  known = std::move(presence);
  if (is_to_be_told) changes_.notify_observers();
}

store::Time PresenceTracker::last_seen(std::string_view id, std::string_view role) const {
  const auto found = known_.find(std::pair(std::string(id), std::string(role)));
  return found == known_.end() ? store::Time{} : found->second.seen;
}

bool PresenceTracker::hears() const {
  return heard_at_ && clock_.steady() - *heard_at_ < kPresentFor;
}

std::vector<store::Presence> PresenceTracker::all() const {
  std::vector<store::Presence> all;
  all.reserve(known_.size());
  for (const auto& [key, presence] : known_) all.push_back(presence);
  return all;
}

awaitable<void> PresenceTracker::exchange() {
  std::vector<store::Presence> news;
  news.reserve(news_.size());
  for (auto& [key, presence] : news_) news.push_back(presence);
  const Exchange done = co_await store_.run([&news](store::Store& store) {
    return Exchange{news.empty() ? Result<void>{} : store.saw(news), store.presences()};
  });
  if (done.written) {
    for (const store::Presence& told : news) {
      const auto same = news_.find(Key(told.id, told.role));
      if (same != news_.end() && same->second.seen == told.seen) news_.erase(same);
    }
  }
  if (!done.read) co_return;
  for (const store::Presence& presence : *done.read) {
    if (last_seen(presence.id, presence.role) < presence.seen) learn(presence);
  }
}

awaitable<void> PresenceTracker::run(async::Deadline deadline) {
  while (!deadline.stop.stop_requested()) {
    co_await exchange();
    co_await async::sleep_for(kInterval, deadline);
  }
  co_await exchange();
}

}  // namespace cloudx::relay
