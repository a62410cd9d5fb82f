#pragma once
// Which endpoints are there: who was heard of when. Kept in memory and exchanged with the store
// now and then, because a word of each client each minute is no reason for a transaction.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "features/relay/service/change_notifier.hpp"
#include "features/relay/service/clock.hpp"
#include "features/relay/service/store_access.hpp"

namespace cloudx::relay {

class PresenceTracker {
 public:
  // Tells the observers of `changes` who comes, and who comes from elsewhere. Both must outlive
  // this object.
  PresenceTracker(StoreAccess& store, ChangeNotifier& changes, const Clock& clock)
      : store_(store), changes_(changes), clock_(clock) {}
  PresenceTracker(const PresenceTracker&) = delete;
  PresenceTracker& operator=(const PresenceTracker&) = delete;

  void record(store::Presence presence);
  // Time{} for never.
  [[nodiscard]] store::Time last_seen(std::string_view id, std::string_view role) const;
  [[nodiscard]] std::vector<store::Presence> all() const;
  // Whether anybody at all was heard of lately, here or on another node. Else it may be the way to
  // the service that is broken.
  [[nodiscard]] bool hears() const;

  // Exchanges with the store every ten seconds until the deadline's stop.
  boost::asio::awaitable<void> run(async::Deadline deadline);

 private:
  using Key = std::pair<std::string, std::string>;  // id, role
  boost::asio::awaitable<void> exchange();
  void learn(store::Presence presence);

  StoreAccess& store_;
  ChangeNotifier& changes_;
  const Clock& clock_;
  std::map<Key, store::Presence, std::less<>> known_;
  std::map<Key, store::Presence> news_;
  std::optional<SteadyTime> heard_at_;
};

}  // namespace cloudx::relay
