#pragma once
// What is looked at now and then: relays that ended by themselves, limits, VMs without a record.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "features/relay/reconcile/reconciler.hpp"

namespace cloudx::relay {

class Sweep final : public Procedure {
 public:
  Sweep(Reconciler& node, std::function<bool()> hears) : node_(node), hears_(std::move(hears)) {}

 private:
  enum class Asked : std::uint8_t {
    nothing,
    alive,    // EC2, for all VMs
    records,  // the store
    store,    // whether it takes changes in
    missing,  // EC2, for the VM of missing_
    unknown,  // EC2, for those of the last of unrecorded_
    change,
  };

  Action proceed(Observation seen, Moment now) override;
  // In the order in which a sweep looks at them.
  Action see_alive(VmsSeen seen);
  Action see_records(LiveSeen seen);
  void see_store(const StoreSeen& seen, Moment now);
  Action see_missing(const VmsSeen& seen, Moment now);
  Action see_unknown(const VmsSeen& seen, Moment now);

  Action go_on(Moment now);
  Action change(ChangeRecord request, std::string what);
  std::optional<Action> look_after(const RelayState& record, Moment now);
  void find_unknown(Moment now);
  [[nodiscard]] bool is_ours(const Vm& vm) const;

  Reconciler& node_;
  std::function<bool()> hears_;
  Asked asked_for_ = Asked::nothing;  // at last
  std::vector<Vm> alive_;
  std::vector<RelayState> live_;
  std::vector<RelayState> running_;      // to be looked after, the last one first
  Time asked_;                           // EC2, for the missing one
  SteadyTime asked_steadily_;            // EC2, for an unknown one
  RelayState missing_;                   // its VM is not among those alive
  std::vector<std::string> unrecorded_;  // endpoints with a VM of ours and no record, last first
};

}  // namespace cloudx::relay
