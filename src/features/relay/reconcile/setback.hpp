#pragma once
// What follows when a step of the reconciler did not turn out well.

#include <string>

#include "base/error.hpp"
#include "features/relay/reconcile/step.hpp"

namespace cloudx::relay {

// EC2 has refused what the step asked for, or has not answered.
[[nodiscard]] Step failed(const RelayState& record, const Error& error, const Circumstances& at);
// The step is taken once more, whatever was answered.
[[nodiscard]] Step try_again(const Error& error);
// EC2 may have launched all the same, although RunInstances failed so.
[[nodiscard]] bool may_have_launched(const Error& error);
// The VM of a launch is gone: another attempt is made.
[[nodiscard]] Step lost(const RelayState& record, std::string why, const Circumstances& at);
// The launch cannot succeed: what there is of it ends. `step` is for people.
[[nodiscard]] Step end_launch(const RelayState& record, std::string step, std::string why,
                              std::string note = {});
// The launch cannot succeed, and EC2 was asked for nothing that would have to end.
[[nodiscard]] Step refuse_launch(const RelayState& record, std::string why);
// Nothing of the record's relay is left.
[[nodiscard]] Step end_of_record(const RelayState& record);

}  // namespace cloudx::relay
