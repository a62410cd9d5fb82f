#pragma once
// What the parts of one run share: virtual time, the record of what happened, and what each
// connection is going to do.

#include <cstdint>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "simulation/scheduler.hpp"
#include "simulation/seeds/event_journal.hpp"
#include "simulation/smux/scenario.hpp"

namespace cloudx::smux_simulation {

using simulation::Scheduler;

namespace seeds = simulation::seeds;
using seeds::Violation;

// The events of the multiplexer, each about a stream.
class Journal : public seeds::EventJournal {
 public:
  using EventJournal::EventJournal;

  void note(std::string_view kind, smux::StreamId stream, std::uint64_t amount = 0) {
    EventJournal::note(kind, fmt::format("{} {}", stream, amount));
  }
};

struct Site {
  Site(const Scenario& what, bool trace) : scenario(what), journal(scheduler, trace) {}

  const Scenario& scenario;
  Scheduler scheduler;
  Journal journal;
  std::map<smux::StreamId, const Plan*> plans;  // of the streams that were opened
};

}  // namespace cloudx::smux_simulation
