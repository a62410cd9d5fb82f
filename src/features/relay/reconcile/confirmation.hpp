#pragma once
// A look at a relay that runs by its record, because a client asks for it.

#include <optional>
#include <string>

#include "features/relay/reconcile/reconciler.hpp"

namespace cloudx::relay {

class Confirmation final : public Procedure {
 public:
  Confirmation(Reconciler& node, std::string id) : node_(node), id_(std::move(id)) {}

 private:
  Action proceed(Observation seen, Moment now) override;
  Action see_vms(const VmsSeen& seen, Moment now);
  Action see_answer(bool answers, Moment now);
  [[nodiscard]] std::chrono::milliseconds left(Moment now) const;

  Reconciler& node_;
  std::string id_;
  std::optional<SteadyTime> end_;
  Time asked_;  // EC2
  RelayState record_;
  bool is_over_ = false;
};

}  // namespace cloudx::relay
