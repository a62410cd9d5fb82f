#pragma once
// Mistakes for the simulation to find: built with one of them (-DCLOUDX_INJECT_SMUX_BUG=NAME), it
// must fail; docs/smux.md. In every other build injected() is constantly false and leaves no code.

#include <cstdint>

#ifndef CLOUDX_INJECT_SMUX_BUG
#define CLOUDX_INJECT_SMUX_BUG none
#endif

namespace cloudx::smux {

enum class InjectedBug : std::uint8_t {
  none,
  fin_before_data,  // a stream is closed while bytes of it wait to be sent
  fin_twice,        // a stream that both ends have closed is closed once more
  id_reused,        // a new stream gets the number of the last one
  window_kept,      // what has arrived still counts as under way
  limit_ignored,    // any amount may be under way
  fragment_lost,    // the rest of a frame that was cut is not received
  turn_kept,        // whose turn it is keeps it for as long as it has something to send
  answer_dropped,   // what comes after the grace time is not given out
  syn_flood,        // streams are opened faster than the agent accepts them
};

inline constexpr InjectedBug kInjectedBug = InjectedBug::CLOUDX_INJECT_SMUX_BUG;

template <InjectedBug bug>
[[nodiscard]] constexpr bool injected() {
  return bug == kInjectedBug;
}

}  // namespace cloudx::smux
