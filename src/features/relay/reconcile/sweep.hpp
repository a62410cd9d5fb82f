#pragma once
// What is looked at now and then: relays that ended by themselves, limits, VMs without a record.

#include <functional>
#include <string>
#include <vector>

#include "features/relay/reconcile/reconciler.hpp"

namespace cloudx::relay {

class Sweep final : public Procedure {
 public:
  Sweep(Reconciler& node, std::function<bool()> hears) : node_(node), hears_(std::move(hears)) {}

 private:
  Action proceed(Observation seen, Moment now) override;
  Action see_vms(VmsSeen seen, Moment now);
  Action go_on(Moment now);
  Action look_after(const RelayState& record, Moment now);
  Action see_missing(const VmsSeen& seen, Moment now);
  Action take_in(const VmsSeen& seen, Moment now);
  void find_unknown(Moment now);
  [[nodiscard]] bool is_ours(const Vm& vm) const;

  Reconciler& node_;
  std::function<bool()> hears_;
  bool has_looked_ = false;
  std::vector<Vm> alive_;
  std::vector<RelayState> live_;
  std::vector<RelayState> running_;   // to be looked after, the last one first
  Time asked_;                        // EC2, for the missing one
  SteadyTime asked_steadily_;         // EC2, for an unknown one
  RelayState missing_;                // its VM is not among those alive
  std::vector<std::string> unknown_;  // endpoints with a VM of ours and no record, the last first
  std::string taken_in_;              // the instance that the transaction under way takes in
};

}  // namespace cloudx::relay
