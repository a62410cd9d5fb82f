#include "features/relay/reconcile/reconciler.hpp"

#include <algorithm>

#include "features/relay/reconcile/confirmation.hpp"
#include "features/relay/reconcile/reconciliation.hpp"
#include "features/relay/reconcile/sweep.hpp"

namespace cloudx::relay {

namespace {

constexpr std::chrono::seconds kLongestCall{20};

}  // namespace

std::chrono::milliseconds call_limit(std::chrono::seconds lease) {
  return std::min<std::chrono::milliseconds>(lease * 2 / 3, kLongestCall);
}

std::vector<std::string> Reconciler::due(std::span<const RelayState> live, Time now) const {
  std::vector<std::string> ids;
  for (const RelayState& record : live) {
    const bool has_work =
        record.phase == RelayPhase::launching || record.phase == RelayPhase::ending;
    const bool is_free = record.owner == node_ || record.lease_until <= now;
    if (has_work && is_free && !in_work_.contains(record.id)) ids.push_back(record.id);
  }
  return ids;
}

std::unique_ptr<Procedure> Reconciler::reconcile(std::string id) {
  return std::make_unique<Reconciliation>(*this, std::move(id));
}

std::unique_ptr<Procedure> Reconciler::sweep(std::function<bool()> hears) {
  return std::make_unique<Sweep>(*this, std::move(hears));
}

std::unique_ptr<Procedure> Reconciler::confirm(std::string id) {
  return std::make_unique<Confirmation>(*this, std::move(id));
}

void Reconciler::limit(std::chrono::minutes idle, std::chrono::hours most) {
  options_.idle = idle;
  options_.most = most;
}

Result<void> release_leases(store::Store& store, std::string_view node) {
  const auto live = store.live();
  if (!live) return std::unexpected(live.error());
  for (const RelayState& record : *live) {
    const auto given =
        store.change(record.id, [node](RelayState& current) { return give_lease(current, node); });
    if (!given) return std::unexpected(given.error());
  }
  return {};
}

}  // namespace cloudx::relay
