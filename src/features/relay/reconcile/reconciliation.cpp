#include "features/relay/reconcile/reconciliation.hpp"

#include <utility>

namespace cloudx::relay {

namespace {

using namespace std::chrono_literals;

constexpr auto kStepInterval = 700ms;  // between two looks at what takes time
constexpr auto kErrorRetryDelay = 3s;
constexpr std::chrono::milliseconds kProbeTime = 4s;

}  // namespace

Action Reconciliation::next(Observation seen, Moment now) {
  // At first, and after a pause.
  if (std::holds_alternative<std::monostate>(seen)) return write({}, now);
  if (auto* const written = std::get_if<RecordSeen>(&seen)) {
    if (is_done_ || !written->record || written->record->owner != node_.node_) return Done{};
    record_ = std::move(*written->record);
    if (!refused_since_) refused_since_ = now.steady;  // until this step turns out well
    return take_step({}, now);
  }
  return take_step(seen, now);
}

Action Reconciliation::take_step(const Observation& seen, Moment now) {
  const bool is_refused_for_long = refused_since_ && now.steady - *refused_since_ >= kRefusalLimit;
  Step step = reconcile(record_, seen, {node_.launches_, now.wall, asked_, is_refused_for_long});
  for (std::string& what : step.notes) note(id_, std::move(what));
  if (step.action) {
    asked_ = now.wall;
    const bool is_probe = std::holds_alternative<Probe>(*step.action);
    return Ec2Request{std::move(*step.action),
                      is_probe ? kProbeTime : call_limit(node_.options_.lease)};
  }
  return follow(step, now);
}

Action Reconciliation::follow(const Step& step, Moment now) {
  for (const std::string& instance : step.terminated) node_.terminated_[instance] = now.steady;
  if (!step.hidden.empty()) node_.hidden_.insert(step.hidden);
  if (step.after != After::long_pause) refused_since_.reset();
  if (step.after == After::pause) return Pause{kStepInterval};
  if (step.after == After::long_pause) return Pause{kErrorRetryDelay};
  is_done_ = step.after == After::done;
  return write(step.change, now);
}

Action Reconciliation::write(store::Change change, Moment now) const {
  return ChangeRecord{id_, [change = std::move(change), gives = is_done_, node = node_.node_,
                            at = now.wall, lease = node_.options_.lease](RelayState& record) {
                        // Whoever has the lease by now has done what it says, and knows better.
                        const bool is_ours = record.owner == node;
                        const bool is_changed = is_ours && change && change(record);
                        const bool is_leased =
                            gives ? give_lease(record, node) : take_lease(record, node, at, lease);
                        return is_changed || is_leased;
                      }};
}

}  // namespace cloudx::relay
