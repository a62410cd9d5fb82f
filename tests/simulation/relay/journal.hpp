#pragma once
// The events of the relay, each about an endpoint, a node or an instance.

#include <fmt/format.h>

#include "simulation/relay/clock.hpp"
#include "simulation/seeds/event_journal.hpp"

namespace cloudx::relay_simulation {

namespace seeds = simulation::seeds;
using seeds::Violation;

class Journal : public seeds::EventJournal {
 public:
  using EventJournal::EventJournal;

  void note(std::string_view kind, std::string_view about, std::string_view details = {}) {
    EventJournal::note(kind, fmt::format("{} {}", about, details));
  }
};

}  // namespace cloudx::relay_simulation
