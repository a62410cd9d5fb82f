#include "simulation/report.hpp"

#include <chrono>

#include <fmt/format.h>

namespace cloudx::simulation {

void Report::add(const Outcome& outcome) {
  ++runs;
  steps += outcome.steps;
  bytes += outcome.bytes;
  simulated += outcome.simulated;
  counts += outcome.counts;
}

void Report::fail(const Outcome& outcome, const std::string& what, const std::string& again) {
  failure = fmt::format(
      "FAILED: {}\n{}\nThe last events (time, what, of what):\n{}\n"
      "Simulated before: {} s. To see it again:\n  {} {}\n",
      what, outcome.violation, outcome.tail, simulated / 1s, program, again);
}

void Report::print() const {
  fmt::print("{} simulated seconds, {} runs, {} events, {} bytes delivered\n", simulated / 1s, runs,
             steps, bytes);
  fmt::print("messages: {} to the agent (and {} repeats), {} to the client, {} acknowledges back\n",
             counts[What::wrote_data] + counts[What::wrote_control], counts[What::wrote_repeat],
             counts[What::agent_sent], counts[What::wrote_acknowledge]);
  for (auto i = static_cast<std::size_t>(kFirstFault); i < counts.of.size(); ++i) {
    fmt::print("  {:9}  {}\n", counts.of[i], name(static_cast<What>(i)));
  }
  if (!failure.empty()) fmt::print("\n{}", failure);
}

}  // namespace cloudx::simulation
