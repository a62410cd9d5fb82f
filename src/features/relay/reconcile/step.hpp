#pragma once
// One step of the reconciler: what it depends on, and what it says.

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "features/relay/reconcile/actions.hpp"
#include "features/relay/reconcile/launch_policy.hpp"
#include "features/relay/reconcile/relay_rules.hpp"

namespace cloudx::relay {

// What the decision depends on besides record and observation.
struct Circumstances {
  const LaunchPolicy& launches;
  Time now;
  // When what was seen was asked for: a process that stood still since then has an old answer.
  Time asked;
  std::chrono::milliseconds refused_for{};  // how long EC2 has refused this step
  // A launch was asked for with the record's token, and it is not known what came of it.
  bool may_be_launched = false;
};

enum class After : std::uint8_t {
  again,       // the next step follows at once
  pause,       // what is waited for takes its time
  long_pause,  // EC2 refuses for the moment
  done,        // nothing is left to do for this record
};

struct Step {
  // To be asked now; its answer belongs to the same record. Nothing else is set then.
  std::optional<Ec2Action> action;
  store::Change change;  // of the record, where something was found; else empty
  After after = After::again;
  std::vector<std::string> notes;       // said at once: deeds, and why it waits
  std::vector<std::string> news;        // said once the change was made
  std::vector<std::string> terminated;  // instances whose end was just asked for
  std::string hidden;                   // an instance whose SSH server is not seen from here
};

[[nodiscard]] inline Step ask(Ec2Action action) {
  Step step;
  step.action = std::move(action);
  return step;
}

// Changes nothing.
[[nodiscard]] inline Step wait(After after, std::string note = {}) {
  Step step;
  step.after = after;
  if (!note.empty()) step.notes.push_back(std::move(note));
  return step;
}

[[nodiscard]] inline Step write(store::Change change, After after, std::string note = {}) {
  Step step = wait(after);
  step.change = std::move(change);
  if (!note.empty()) step.news.push_back(std::move(note));
  return step;
}

}  // namespace cloudx::relay
