#include "features/relay/reconcile/reconciliation.hpp"

#include <algorithm>
#include <utility>

#include "features/relay/reconcile/injected_bug.hpp"
#include "features/relay/reconcile/setback.hpp"

namespace cloudx::relay {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr auto kStepInterval = 700ms;  // between two looks at what takes time
constexpr auto kErrorRetryDelay = 3s;
constexpr milliseconds kProbeTime = 4s;

}  // namespace

Action Reconciliation::proceed(Observation seen, Moment now) {
  // At first, and after a pause.
  if (std::holds_alternative<std::monostate>(seen)) return write({}, now);
  auto* const written = std::get_if<RecordSeen>(&seen);
  if (written == nullptr) return take_step(std::move(seen), now);
  if (is_done_ || !written->record || written->record->owner != node_.node_) return Done{};
  const bool is_same = written->record->version == record_.version;
  take_record(std::move(*written->record));
  if (!refused_since_) refused_since_ = now.steady;  // until this step turns out well
  Observation kept = std::exchange(kept_, {});
  return take_step(is_same ? std::move(kept) : Observation{}, now);
}

void Reconciliation::take_record(RelayState record) {
  const bool is_first = record_.id.empty();
  if (is_first || !*had_lease_) {
    // What was asked for before, or by others meanwhile, is not known.
    const NextStep step = next_step(record);
    may_be_launched_ = step == NextStep::launch || step == NextStep::find;
  } else if (record.client_token != record_.client_token) {
    may_be_launched_ = false;
  }
  record_ = std::move(record);
}

Action Reconciliation::take_step(Observation seen, Moment now) {
  const auto refused_for =
      std::chrono::floor<milliseconds>(now.steady - refused_since_.value_or(now.steady));
  const auto* const launch = std::get_if<LaunchSeen>(&seen);
  const bool is_unsure = launch != nullptr && !launch->vm && may_have_launched(launch->vm.error());
  may_be_launched_ = may_be_launched_ || is_unsure;
  Step step =
      reconcile(record_, seen, {node_.launches_, now.wall, asked_, refused_for, may_be_launched_});
  for (std::string& what : step.notes) note(id_, std::move(what));
  if (!step.action) return follow(step, now);
  const milliseconds left = time_left(now);
  if (left < node_.options_.lease / 3) {  // it took long to see what was seen
    kept_ = std::move(seen);
    return write({}, now);
  }
  asked_ = now.wall;
  const bool is_probe = std::holds_alternative<Probe>(*step.action);
  const milliseconds limit = is_probe ? kProbeTime : call_limit(node_.options_.lease);
  return Ec2Request{std::move(*step.action), std::min(limit, left)};
}

// Another node whose clock is ahead by a third of the lease does not come in between.
milliseconds Reconciliation::time_left(Moment now) const {
  const auto end = leased_at_ + node_.options_.lease * 2 / 3;
  return std::chrono::floor<milliseconds>(end - now.steady);
}

Action Reconciliation::follow(const Step& step, Moment now) {
  for (const std::string& instance : step.terminated) node_.terminated_[instance] = now.steady;
  if (!step.hidden.empty()) node_.hidden_.insert(step.hidden);
  if (step.after != After::long_pause) refused_since_.reset();
  if (step.after == After::pause) return Pause{kStepInterval};
  if (step.after == After::long_pause) return Pause{kErrorRetryDelay};
  is_done_ = step.after == After::done;
  std::vector<Note> news;
  news.reserve(step.news.size());
  for (const std::string& what : step.news) news.push_back({id_, what});
  return write(step.change, now, std::move(news));
}

Action Reconciliation::write(store::Change change, Moment now, std::vector<Note> news) {
  leased_at_ = now.steady;
  return ChangeRecord{id_, [change = std::move(change), gives = is_done_, node = node_.node_,
                            at = now.wall, lease = node_.options_.lease, had_lease = had_lease_,
                            is_made = note_when_made(std::move(news))](RelayState& record) {
                        *had_lease = record.owner == node;
                        // Whoever has the lease by now has done what it says, and knows better.
                        const bool is_ours =
                            *had_lease || kInjectedBug == InjectedBug::written_over;
                        *is_made = is_ours && change && change(record);
                        const bool is_leased =
                            gives ? give_lease(record, node) : take_lease(record, node, at, lease);
                        return *is_made || is_leased;
                      }};
}

}  // namespace cloudx::relay
