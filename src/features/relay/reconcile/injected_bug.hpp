#pragma once
// Mistakes for the simulation to find: built with one of them (-DCLOUDX_INJECT_RELAY_BUG=NAME), it
// must fail; docs/relay-simulation.md. In every other build kInjectedBug is none, and
// none of it leaves code.

#include <cstdint>

#ifndef CLOUDX_INJECT_RELAY_BUG
#define CLOUDX_INJECT_RELAY_BUG none
#endif

namespace cloudx::relay {

enum class InjectedBug : std::uint8_t {
  none,
  fresh_token,     // a launch is asked for again with another client token
  not_looked_for,  // a launch that is ended before EC2 answered counts as never made
  lease_ignored,   // the lease of another node counts for nothing
  unseen_is_gone,  // a VM that EC2 does not show yet counts as gone
  not_heard,       // a client that uses the relay counts as unheard
  written_over,    // a node that lost its lease writes what it found all the same
};

constexpr InjectedBug kInjectedBug = InjectedBug::CLOUDX_INJECT_RELAY_BUG;

}  // namespace cloudx::relay
