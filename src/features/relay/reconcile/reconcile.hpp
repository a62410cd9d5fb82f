#pragma once
// The next step of one relay's launch or end, as a function of its record and of what was seen.
//
// Each step looks at the record, asks EC2 for one or two things and says what to write down.
// Records come before deeds: a process that dies in between leaves a record from which another one
// takes the same step again, and EC2's client token keeps that from launching twice.
// docs/relay-simulation.md says what is proven of it.

#include "features/relay/reconcile/step.hpp"

namespace cloudx::relay {

// `seen`: monostate at first, then what came of the action of the step before.
[[nodiscard]] Step reconcile(const RelayState& record, const Observation& seen,
                             const Circumstances& at);

}  // namespace cloudx::relay
