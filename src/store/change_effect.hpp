#pragma once
// Applies a change to a state: the one place that decides what clients are told, for all stores.

#include "store/store.hpp"

namespace cloudx::store {

enum class ChangeEffect : std::uint8_t {
  none,       // nothing to write
  silent,     // to be written; no client would see a difference
  published,  // to be written under a new version, and told to who waits
};

// Changes `state` in place. Its id and version are not the change's to set.
[[nodiscard]] ChangeEffect apply_change(RelayState& state, const Change& change);

}  // namespace cloudx::store
