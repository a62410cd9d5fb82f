// Simulates the relay service's nodes, EC2, the store, clients, and time. docs/relay-simulation.md.

#include "simulation/relay/run.hpp"

int main(int count, char** arguments) {
  using namespace cloudx::relay_simulation;
  const auto run = [](std::uint64_t seed, bool trace) {
    const Scenario scenario = make_scenario(seed);
    return Run(scenario, trace).execute();
  };
  return cloudx::simulation::seeds::run_command({"relay-simulation", "visits to a relay", run},
                                                count, arguments);
}
