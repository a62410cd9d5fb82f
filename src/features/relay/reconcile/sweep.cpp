#include "features/relay/reconcile/sweep.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "features/relay/reconcile/end_of_vm.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace {

// For how long EC2 may go on showing an instance as it was before it was terminated.
constexpr std::chrono::minutes kForgetTerminated{10};
// For how long a VM that a record may have had must be unknown before it is taken in: EC2 may go on
// showing for a while what has ended, by itself or by another node.
constexpr std::chrono::seconds kUnknownLimit{30};

}  // namespace

Action Sweep::proceed(Observation seen, Moment now) {
  switch (asked_for_) {
    case Asked::nothing:
      // EC2 before the store: a token stands in the store before it is sent to EC2, so what is in
      // the first list and not in the second one is unknown.
      asked_for_ = Asked::alive;
      return Ec2Request{DescribeAlive{}, call_limit(node_.options_.lease)};
    case Asked::alive:
      return see_alive(std::get<VmsSeen>(std::move(seen)));
    case Asked::records:
      return see_records(std::get<LiveSeen>(std::move(seen)));
    case Asked::store:
      see_store(std::get<StoreSeen>(seen), now);
      break;
    case Asked::missing:
      return see_missing(std::get<VmsSeen>(seen), now);
    case Asked::unknown:
      return see_unknown(std::get<VmsSeen>(seen), now);
    case Asked::change:
      break;
  }
  return go_on(now);
}

Action Sweep::see_alive(VmsSeen seen) {
  if (!seen.vms) {
    if (seen.vms.error().kind != Errc::interrupted) {
      note("", "looking at EC2: " + seen.vms.error().message);
    }
    return Done{};
  }
  alive_ = std::move(*seen.vms);
  asked_for_ = Asked::records;
  return ReadLive{};
}

Action Sweep::see_records(LiveSeen seen) {
  if (!seen.live) return Done{};
  live_ = std::move(*seen.live);
  asked_for_ = Asked::store;
  return CheckStore{};
}

void Sweep::see_store(const StoreSeen& seen, Moment now) {
  // A store that takes nothing in does not remember either who was heard of.
  node_.hearing_.look(live_, now.steady, now.wall, seen.takes_changes && hears_());
  std::ranges::copy_if(live_, std::back_inserter(running_), [](const RelayState& record) {
    return record.phase == RelayPhase::running;
  });
  std::ranges::reverse(running_);
  find_unknown(now);
  const auto soon = now.steady - kForgetTerminated;
  std::erase_if(node_.terminated_, [soon](const auto& one) { return one.second < soon; });
  std::erase_if(node_.hidden_, [this](const auto& id) { return !find_by_id(alive_, id); });
}

Action Sweep::go_on(Moment now) {
  while (!running_.empty()) {
    const RelayState record = std::move(running_.back());
    running_.pop_back();
    auto action = look_after(record, now);
    if (action) return std::move(*action);
  }
  // EC2 again, now that the store was read: a relay whose record ended meanwhile is ending.
  if (!unrecorded_.empty()) {
    asked_for_ = Asked::unknown;
    asked_steadily_ = now.steady;
    return Ec2Request{DescribeVms{unrecorded_.back()}, call_limit(node_.options_.lease)};
  }
  return Done{};
}

Action Sweep::change(ChangeRecord request, std::string what) {
  asked_for_ = Asked::change;
  return telling(std::move(request), std::move(what));
}

// Nothing where nothing is to be done for it.
std::optional<Action> Sweep::look_after(const RelayState& record, Moment now) {
  const std::string_view limit =
      limit_reached(record, node_.hearing_.times(record), node_.options_.idle, node_.options_.most);
  if (!limit.empty()) {
    return change(
        {record.id,
         [token = record.client_token](RelayState& current) { return outlived(current, token); },
         true},
        fmt::format("ending {}: {}", record.instance_id, limit));
  }
  if (find_by_id(alive_, record.instance_id) != nullptr) return std::nullopt;
  missing_ = record;
  asked_for_ = Asked::missing;
  asked_ = now.wall;
  return Ec2Request{DescribeVms{record.id}, call_limit(node_.options_.lease)};
}

Action Sweep::see_missing(const VmsSeen& seen, Moment now) {
  if (!seen.vms) return go_on(now);
  const Vm* const vm = find_by_id(*seen.vms, missing_.instance_id);
  if (!has_ended(missing_, vm, asked_)) return go_on(now);
  return change(write_end(missing_), missing_.instance_id + " has ended");
}

bool Sweep::is_ours(const Vm& vm) const {
  return node_.launches_.is_own(vm.client_token);
}

void Sweep::find_unknown(Moment now) {
  std::map<std::string, SteadyTime, std::less<>> unknown;
  std::set<std::string> endpoints;
  for (const Vm& vm : alive_) {
    const bool has_record = std::ranges::find(live_, vm.endpoint, &RelayState::id) != live_.end();
    if (!is_ours(vm) || has_record || !valid_id(vm.endpoint)) continue;
    const auto before = node_.unknown_since_.find(vm.instance_id);
    const SteadyTime since = before == node_.unknown_since_.end() ? now.steady : before->second;
    unknown.emplace(vm.instance_id, since);
    endpoints.insert(vm.endpoint);
  }
  node_.unknown_since_ = std::move(unknown);
  unrecorded_.assign(endpoints.rbegin(), endpoints.rend());
}

// One of ours that no record knows may be in use all the same: the store was lost, or set back. It
// ends itself when nobody uses it.
Action Sweep::see_unknown(const VmsSeen& seen, Moment now) {
  const std::string endpoint = std::move(unrecorded_.back());
  unrecorded_.pop_back();
  if (!seen.vms) return go_on(now);
  std::vector<Vm> usable;
  std::ranges::copy_if(*seen.vms, std::back_inserter(usable), [this](const Vm& vm) {
    return vm.state == VmState::running && !vm.address.empty() && is_ours(vm) &&
           !node_.terminated_.contains(vm.instance_id);
  });
  if (usable.empty()) return go_on(now);
  const Vm newest = *std::ranges::max_element(usable, {}, &Vm::launched_at);
  const Launched found{newest.instance_id, newest.client_token, newest.launched_at};
  const auto since = node_.unknown_since_.find(newest.instance_id);
  const bool is_sure =
      since != node_.unknown_since_.end() && asked_steadily_ - since->second >= kUnknownLimit;
  ChangeRecord request{endpoint, [found, address = newest.address,
                                  key = node_.launches_.host_key(newest.client_token), is_sure,
                                  at = now.wall](RelayState& current) {
                         if (!is_sure && may_have_had(current, found.at)) return false;
                         return taken_in(current, found, address, key, at);
                       }};
  return change(std::move(request), "took in " + newest.instance_id + ", which no record knew");
}

}  // namespace cloudx::relay
