// Simulates many connections in one session, both ends of the multiplexer, and time. docs/smux.md.

#include "simulation/smux/run.hpp"

int main(int count, char** arguments) {
  using namespace cloudx::smux_simulation;
  const auto run = [](std::uint64_t seed, bool trace) {
    const Scenario scenario = make_scenario(seed);
    return Run(scenario, trace).execute();
  };
  return cloudx::simulation::seeds::run_command({"smux-simulation", "bytes", run}, count,
                                                arguments);
}
