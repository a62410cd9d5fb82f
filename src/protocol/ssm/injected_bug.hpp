#pragma once
// Mistakes for the simulation to find: built with one of them (-DCLOUDX_INJECT_BUG=NAME), it must
// fail; docs/simulation.md. In every other build strikes() is constantly false and leaves no code.

#include <cstdint>

#ifndef CLOUDX_INJECT_BUG
#define CLOUDX_INJECT_BUG none
#endif

namespace cloudx::ssm {

enum class InjectedBug : std::uint8_t {
  none,
  drop_ack,           // a message is kept, but not acknowledged
  lost_message,       // a message is acknowledged, but not kept
  wrong_ack,          // an incoming acknowledge counts for the next number
  double_byte,        // a received byte comes out twice
  reorder_slip,       // a message that came too early is taken for the expected one
  stuck_timer,        // a message is not repeated when its time is over
  resume_after_end,   // the session has ended, and a new token is asked for
  token_used_twice,   // a websocket is opened with the token of the one before
  terminate_skipped,  // the session is left open at the service
  gate_opened_early,  // the local side is used before it may be
};

inline constexpr InjectedBug kInjectedBug = InjectedBug::CLOUDX_INJECT_BUG;

// True for about one of `one_in` of the places it is asked for. These are given by two numbers
// instead of a counter, so that the same run has the same mistakes.
template <InjectedBug bug>
[[nodiscard]] constexpr bool strikes(std::int64_t a, std::int64_t b,
                                     std::uint64_t one_in = 10'000) {
  if constexpr (bug != kInjectedBug) {
    return false;
  } else {
    auto mixed = (static_cast<std::uint64_t>(a) << 32) ^ static_cast<std::uint64_t>(b);
    mixed = (mixed ^ (mixed >> 31)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 29)) * 0x94D049BB133111EB;
    return (mixed ^ (mixed >> 32)) % one_in == 0;
  }
}

}  // namespace cloudx::ssm
