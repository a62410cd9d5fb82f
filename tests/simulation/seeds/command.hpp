#pragma once
// The command line of a simulation that is nothing but its seeds: which of them run, and what is
// told of a run that breaks an invariant.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "simulation/seeds/event_journal.hpp"

namespace cloudx::simulation::seeds {

struct Outcome {
  std::string violation;  // "" for none
  std::string tail;       // the last events
  std::uint64_t hash = 0;
  std::uint64_t steps = 0;
  std::uint64_t amount = 0;  // of what the simulation is about: bytes, visits
  Duration simulated{};
  Counts counts;
};

struct Simulation {
  std::string_view name;    // of the program
  std::string_view amount;  // what Outcome::amount counts, for the report
  std::function<Outcome(std::uint64_t seed, bool trace)> run;
};

// What came of `simulate`, which notes its events in `journal` and throws a Violation.
[[nodiscard]] Outcome observe(const std::function<void()>& simulate, const Scheduler& scheduler,
                              const EventJournal& journal);

// The status that the program ends with.
int run_command(const Simulation& simulation, int count, char** arguments);

}  // namespace cloudx::simulation::seeds
