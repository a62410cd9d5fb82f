#include "simulation/relay/store.hpp"

#include <utility>

#include <fmt/format.h>

namespace cloudx::relay_simulation {

FaultyStore::FaultyStore(Scheduler& scheduler, Journal& journal, const Scenario& scenario)
    : scheduler_(scheduler),
      journal_(journal),
      scenario_(scenario),
      random_(scenario.seed, 3),
      out_until_(scheduler.now()) {
  plan_outage();
  if (scenario.store.is_lost) {
    scheduler_.after(random_.between(1min, scenario.active), [this] { lose(); });
  }
}

void FaultyStore::lose() {
  journal_.note("is lost", "store");
  inner_ = store::memory_store();
  inner_->on_change(told_);
}

void FaultyStore::plan_outage() {
  if (scenario_.store.outages_per_minute == 0) return;
  const double minutes = (0.2 + random_.unit() * 2) / scenario_.store.outages_per_minute;
  scheduler_.after(std::chrono::duration_cast<Duration>(minutes * 60s), [this] {
    if (is_calm_) return;
    is_read_only_ = random_.chance(scenario_.store.read_only);
    out_until_ = scheduler_.now() + random_.between(1s, 3min);
    journal_.note(is_read_only_ ? "is read-only" : "is away", "store");
    plan_outage();
  });
}

void FaultyStore::calm_down() {
  is_calm_ = true;
  out_until_ = scheduler_.now();
}

Duration FaultyStore::way() {
  return random_.between(1ms, is_calm_ ? Duration{20ms} : scenario_.store.slowest);
}

bool FaultyStore::fails() {
  if (is_calm_) return false;
  const bool is_away = scheduler_.now() < out_until_ && !is_read_only_;
  if (!is_away && !random_.chance(scenario_.store.fails)) return false;
  journal_.note("call fails", "store");
  return true;
}

Result<store::RelayState> FaultyStore::find(std::string_view id) {
  if (fails()) return fail(Errc::io, "the store is away");
  return inner_->find(id);
}

Result<std::vector<store::RelayState>> FaultyStore::live() {
  if (fails()) return fail(Errc::io, "the store is away");
  return inner_->live();
}

Result<void> FaultyStore::check() {
  if (fails() || scheduler_.now() < out_until_) return fail(Errc::io, "the store takes nothing in");
  return {};
}

Result<store::RelayState> FaultyStore::change(std::string_view id, const store::Change& change) {
  if (fails() || scheduler_.now() < out_until_) return fail(Errc::io, "the store takes nothing in");
  const auto before = inner_->find(id);
  auto after = inner_->change(id, change);
  if (after && before && before->version != after->version) {
    journal_.note("record", id,
                  fmt::format("{} {} {} {}", name(after->phase), after->client_token,
                              after->instance_id, after->error));
    on_record(*before, *after);
  }
  if (is_calm_ || !random_.chance(scenario_.store.answer_lost)) return after;
  journal_.note("answer lost", "store", id);
  return fail(Errc::io, "the connection to the store is lost");
}

}  // namespace cloudx::relay_simulation
