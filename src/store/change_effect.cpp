#include "store/change_effect.hpp"

#include <utility>

namespace cloudx::store {

namespace {

// Who works on it, for whom, and when it was last used is the service's own concern.
bool looks_the_same(const RelayState& before, RelayState after) {
  after.owner = before.owner;
  after.lease_until = before.lease_until;
  after.last_used = before.last_used;
  after.launcher = before.launcher;
  return after == before;
}

}  // namespace

ChangeEffect apply_change(RelayState& state, const Change& change) {
  RelayState after = state;
  if (!change(after)) return ChangeEffect::none;
  after.id = state.id;
  after.version = state.version;
  if (after == state) return ChangeEffect::none;
  const bool quiet = looks_the_same(state, after);
  if (!quiet) ++after.version;
  state = std::move(after);
  return quiet ? ChangeEffect::silent : ChangeEffect::published;
}

}  // namespace cloudx::store
