#include "features/relay/connect/messages.hpp"

#include <array>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace cloudx::relay {

namespace {

// A daemon is heard of once a minute: more than that is worth telling.
constexpr std::int64_t kFresh = 120;

struct Unit {
  std::int64_t seconds;
  const char* name;
};
constexpr std::array<Unit, 4> kUnits = {{{86400, "days"}, {3600, "h"}, {60, "min"}, {1, "s"}}};

}  // namespace

std::string rough_duration(std::int64_t seconds) {
  for (const Unit& unit : kUnits) {
    // "36 h" says more than "1 days".
    const std::int64_t least = unit.seconds == 86400 ? 2 * unit.seconds : unit.seconds;
    if (seconds >= least) return fmt::format("{} {}", seconds / unit.seconds, unit.name);
  }
  return "0 s";
}

std::string describe_wait(const EndpointView& view, const std::string& id) {
  if (view.phase != RelayPhase::running) {
    return fmt::format("launching the relay of {}{}{}", id, view.step.empty() ? "" : ": ",
                       printable(view.step));
  }
  std::string waiting = fmt::format("the relay runs; waiting for {}", id);
  if (view.time == 0) return waiting;  // a version 1 service knows nothing of it
  if (view.forward_seen == 0) {
    return waiting + ", which was never heard of: does cloudx-proxy relay forward run there?";
  }
  const std::int64_t silence = view.time - view.forward_seen;
  if (silence <= kFresh) return waiting;
  return fmt::format("{}, which was last heard of {} ago", waiting, rough_duration(silence));
}

std::string describe_silence(const std::string& id) {
  return fmt::format(
      "{0} was reached, but its SSH server does not answer: it does not run there, or refuses "
      "connections",
      id);
}

}  // namespace cloudx::relay
