#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "store/change_effect.hpp"
#include "store/store.hpp"

namespace cloudx::store {

namespace {

class MemoryStore final : public Store {
 public:
  Result<RelayState> find(std::string_view id) override {
    const std::scoped_lock lock(mutex_);
    return state(id);
  }

  Result<std::vector<RelayState>> live() override {
    const std::scoped_lock lock(mutex_);
    std::vector<RelayState> found;
    for (const auto& [id, state] : states_) {
      if (state.phase != RelayPhase::none) found.push_back(state);
    }
    return found;
  }

  Result<std::vector<RelayState>> all() override {
    const std::scoped_lock lock(mutex_);
    std::vector<RelayState> found;
    found.reserve(states_.size());
    for (const auto& [id, state] : states_) found.push_back(state);
    return found;
  }

  Result<RelayState> change(std::string_view id, const Change& change) override {
    RelayState after;
    {
      const std::scoped_lock lock(mutex_);
      after = state(id);
      const ChangeEffect effect = apply_change(after, change);
      if (effect == ChangeEffect::none) return after;
      states_.insert_or_assign(after.id, after);
      if (effect == ChangeEffect::silent) return after;
    }
    if (told_) told_(after.id);
    return after;
  }

  Result<bool> remember_nonce(std::string_view nonce, Time expires) override {
    const std::scoped_lock lock(mutex_);
    return nonces_.emplace(nonce, expires).second;
  }

  Result<void> saw(std::span<const Presence> presences) override {
    const std::scoped_lock lock(mutex_);
    for (const Presence& presence : presences) {
      auto [place, fresh] = presences_.try_emplace({presence.id, presence.role}, presence);
      if (!fresh && presence.seen >= place->second.seen) place->second = presence;
    }
    return {};
  }

  Result<std::vector<Presence>> presences() override {
    const std::scoped_lock lock(mutex_);
    std::vector<Presence> found;
    found.reserve(presences_.size());
    for (const auto& [key, presence] : presences_) found.push_back(presence);
    return found;
  }

  Result<void> record(Event event) override {
    const std::scoped_lock lock(mutex_);
    event.number = ++last_number_;
    events_.push_front(std::move(event));
    return {};
  }

  Result<std::vector<Event>> events(std::size_t limit) override {
    const std::scoped_lock lock(mutex_);
    const auto count = static_cast<std::ptrdiff_t>(std::min(limit, events_.size()));
    return std::vector<Event>(events_.begin(), events_.begin() + count);
  }

  Result<void> check() override { return {}; }

  Result<void> forget(Time now, Time events_before) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(nonces_, [&](const auto& nonce) { return nonce.second < now; });
    std::erase_if(events_, [&](const Event& event) { return event.at < events_before; });
    return {};
  }

  void on_trouble(std::function<void(std::string_view words)> /*told*/) override {}

  void on_change(std::function<void(std::string_view id)> told) override {
    told_ = std::move(told);
  }

 private:
  [[nodiscard]] RelayState state(std::string_view id) const {
    const auto found = states_.find(id);
    if (found != states_.end()) return found->second;
    RelayState fresh;
    fresh.id = id;
    return fresh;
  }

  std::function<void(std::string_view id)> told_;
  std::mutex mutex_;
  std::map<std::string, RelayState, std::less<>> states_;
  std::map<std::string, Time, std::less<>> nonces_;
  std::map<std::pair<std::string, std::string>, Presence> presences_;
  std::deque<Event> events_;  // the newest first
  std::uint64_t last_number_ = 0;
};

}  // namespace

std::unique_ptr<Store> memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace cloudx::store
