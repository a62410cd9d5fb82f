#pragma once
// A relay that runs by its record, and whose VM has ended by itself.

#include "features/relay/reconcile/actions.hpp"
#include "features/relay/reconcile/relay_rules.hpp"

namespace cloudx::relay {

// `vm`: as EC2 shows it, nullptr when it does not. A new one may not be shown yet. `asked`: when
// EC2 was, for this process may have stood still since then.
[[nodiscard]] inline bool has_ended(const RelayState& record, const Vm* vm, Time asked) {
  return vm == nullptr ? asked - record.launched_at > kUnseenLimit : !vm->alive();
}

[[nodiscard]] inline ChangeRecord write_end(const RelayState& record) {
  return {record.id,
          [token = record.client_token](RelayState& current) { return ended(current, token); }};
}

}  // namespace cloudx::relay
