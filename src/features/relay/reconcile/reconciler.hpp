#pragma once
// Brings every relay to where its record says it should be: launches, watches, ends. Several nodes
// may do this on one store: who has the lease of a relay works on it, and when its holder dies
// another one goes on from the record. Pure: this is what one node knows, and it makes the
// procedures that the node carries out.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/relay/reconcile/hearing.hpp"
#include "features/relay/reconcile/launch_policy.hpp"
#include "features/relay/reconcile/procedure.hpp"
#include "features/relay/reconcile/relay_rules.hpp"
#include "store/store.hpp"

namespace cloudx::relay {

struct ReconcilerOptions {
  std::chrono::seconds lease{30};
  std::chrono::minutes idle{5};
  std::chrono::hours most{24};
};

class Reconciler {
 public:
  // `launches` must outlive this object; `node` names this process among several on one store.
  Reconciler(std::string node, const LaunchPolicy& launches, ReconcilerOptions options)
      : node_(std::move(node)), launches_(launches), options_(options) {}
  Reconciler(const Reconciler&) = delete;
  Reconciler& operator=(const Reconciler&) = delete;

  // The endpoints that this node should begin to work on, of which nobody does.
  [[nodiscard]] std::vector<std::string> due(std::span<const RelayState> live, Time now) const;

  // The procedures below must not outlive this object.
  // Works on the relay of one endpoint until nothing is left to do, or another node has its lease.
  [[nodiscard]] std::unique_ptr<Procedure> reconcile(std::string id);
  // Compares EC2 with the store: relays that ended by themselves, limits, VMs without a record.
  // `hears`: whether clients can be heard now.
  [[nodiscard]] std::unique_ptr<Procedure> sweep(std::function<bool()> hears);
  // Looks whether the relay of a record is still there, before somebody is sent to it. When it is
  // over the record says what was found; where EC2 cannot be asked it stays as it is.
  [[nodiscard]] std::unique_ptr<Procedure> confirm(std::string id);

  void limit(std::chrono::minutes idle, std::chrono::hours most);
  [[nodiscard]] const std::string& node() const { return node_; }
  [[nodiscard]] const ReconcilerOptions& options() const { return options_; }

 private:
  friend class Reconciliation;
  friend class Sweep;
  friend class Confirmation;

  std::string node_;
  const LaunchPolicy& launches_;
  ReconcilerOptions options_;
  Hearing hearing_;
  std::set<std::string, std::less<>> in_work_;                    // endpoints
  std::map<std::string, SteadyTime, std::less<>> terminated_;     // instances, and when
  std::map<std::string, SteadyTime, std::less<>> unknown_since_;  // instances without a record
  std::set<std::string, std::less<>> hidden_;  // instances whose SSH server is not seen from here
};

// A call to EC2 is shorter than the lease, so that its end is told while that still holds.
[[nodiscard]] std::chrono::milliseconds call_limit(std::chrono::seconds lease);

// Gives the leases of `node` to whoever wants them.
[[nodiscard]] Result<void> release_leases(store::Store& store, std::string_view node);

}  // namespace cloudx::relay
