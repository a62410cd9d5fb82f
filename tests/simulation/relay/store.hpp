#pragma once
// The product's store in memory, and what may go wrong on the way to a database.

#include <functional>
#include <memory>

#include "simulation/random.hpp"
#include "simulation/relay/journal.hpp"
#include "simulation/relay/scenario.hpp"
#include "store/store.hpp"

namespace cloudx::relay_simulation {

class FaultyStore final : public store::Store {
 public:
  FaultyStore(Scheduler& scheduler, Journal& journal, const Scenario& scenario);

  Result<store::RelayState> find(std::string_view id) override;
  Result<std::vector<store::RelayState>> live() override;
  Result<std::vector<store::RelayState>> all() override { return inner_->all(); }
  Result<store::RelayState> change(std::string_view id, const store::Change& change) override;
  Result<void> check() override;

  Result<bool> remember_nonce(std::string_view nonce, store::Time expires) override {
    return inner_->remember_nonce(nonce, expires);
  }
  Result<void> saw(std::span<const store::Presence> presences) override {
    return inner_->saw(presences);
  }
  Result<std::vector<store::Presence>> presences() override { return inner_->presences(); }
  Result<void> record(store::Event event) override { return inner_->record(std::move(event)); }
  Result<std::vector<store::Event>> events(std::size_t limit) override {
    return inner_->events(limit);
  }
  Result<void> forget(store::Time now, store::Time events_before) override {
    return inner_->forget(now, events_before);
  }
  void on_trouble(std::function<void(std::string_view)> told) override {
    inner_->on_trouble(std::move(told));
  }
  void on_change(std::function<void(std::string_view)> told) override {
    told_ = std::move(told);
    inner_->on_change(told_);
  }

  void calm_down();
  // Called with each change that clients would see.
  std::function<void(const store::RelayState& before, const store::RelayState& after)> on_record;
  // How long a call takes on its way there, or back.
  [[nodiscard]] Duration way();

 private:
  void plan_outage();
  void lose();
  [[nodiscard]] bool fails();

  Scheduler& scheduler_;
  Journal& journal_;
  const Scenario& scenario_;
  simulation::Random random_;
  std::unique_ptr<store::Store> inner_ = store::memory_store();
  std::function<void(std::string_view)> told_;
  Time out_until_;
  bool is_read_only_ = false;
  bool is_calm_ = false;
};

}  // namespace cloudx::relay_simulation
