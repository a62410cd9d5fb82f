#pragma once
// The work of one node on one relay, for as long as it has the lease. What a step has found and the
// lease for the next step are written in one transaction.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "features/relay/reconcile/reconcile.hpp"
#include "features/relay/reconcile/reconciler.hpp"

namespace cloudx::relay {

class Reconciliation final : public Procedure {
 public:
  Reconciliation(Reconciler& node, std::string id) : node_(node), id_(std::move(id)) {
    node_.in_work_.insert(id_);
  }
  ~Reconciliation() override { node_.in_work_.erase(id_); }

 private:
  Action proceed(Observation seen, Moment now) override;
  Action take_step(Observation seen, Moment now);
  void take_record(RelayState record);
  Action follow(const Step& step, Moment now);
  [[nodiscard]] Action write(store::Change change, Moment now, std::vector<Note> news = {});
  [[nodiscard]] std::chrono::milliseconds time_left(Moment now) const;

  Reconciler& node_;
  std::string id_;
  // Whether the last transaction found the lease here: nobody else had it since the one before.
  std::shared_ptr<bool> had_lease_ = std::make_shared<bool>(false);
  RelayState record_;     // as the last transaction has left it
  SteadyTime leased_at_;  // when the lease was last asked for
  Time asked_;            // the last action
  Observation kept_;      // what was seen and not acted on before the lease was renewed
  std::optional<SteadyTime> refused_since_;  // the first of the steps in a row that were refused
  bool may_be_launched_ = false;             // with the token of record_
  bool is_done_ = false;                     // the last transaction is under way
};

}  // namespace cloudx::relay
