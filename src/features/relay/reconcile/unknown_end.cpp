#include "features/relay/reconcile/unknown_end.hpp"

#include <algorithm>

#include "features/relay/reconcile/reconciler.hpp"

namespace cloudx::relay {

Action UnknownEnd::proceed(Observation seen, Moment now) {
  if (std::holds_alternative<std::monostate>(seen)) {
    return Ec2Request{DescribeVms{id_}, call_limit(lease_)};
  }
  if (const auto* const written = std::get_if<RecordSeen>(&seen)) {
    if (written->record) {
      result_ = written->record->phase == RelayPhase::ending;
    } else {
      result_ = std::unexpected(written->record.error());
    }
    return Done{};
  }
  const auto& vms = std::get<VmsSeen>(seen).vms;
  if (!vms) {
    result_ = std::unexpected(vms.error());
    return Done{};
  }
  const auto there = std::ranges::find_if_not(*vms, &Vm::over);
  if (there == vms->end()) {
    result_ = false;
    return Done{};
  }
  const Time at = there->launched_at == Time{} ? now.wall : there->launched_at;
  const Launched found{there->instance_id, there->client_token, at};
  return ChangeRecord{
      id_, [found, at = now.wall](RelayState& current) { return begin_end_of(current, found, at); },
      true};
}

}  // namespace cloudx::relay
