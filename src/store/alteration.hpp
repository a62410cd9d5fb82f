#pragma once
// What a change makes of a state: the one place that decides what clients are told, for all stores.

#include "store/store.hpp"

namespace cloudx::store {

enum class Alteration : std::uint8_t {
  none,   // nothing to write
  quiet,  // to be written; no client would see a difference
  told,   // to be written under a new version, and told to who waits
};

// Changes `state` in place. Its id and version are not the change's to set.
[[nodiscard]] Alteration alter(RelayState& state, const Change& change);

}  // namespace cloudx::store
