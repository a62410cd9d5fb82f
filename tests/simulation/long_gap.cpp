#include "simulation/long_gap.hpp"

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "simulation/scenario.hpp"

namespace cloudx::simulation {

namespace {

// The handshake has the numbers 0 and 1.
constexpr std::int64_t kFirstOutput = 2;
constexpr std::int64_t kLaterOutput = 500;

// The agent gives each 1 KiB and waits for no acknowledge, so all the others arrive meanwhile.
Scenario download(std::string_view agent_version, std::int64_t lost, std::int64_t behind) {
  Scenario scenario = calm_scenario();
  scenario.agent_version = agent_version;
  scenario.lost_output = {.number = lost, .behind = behind};
  scenario.down = {.gap = 0ns, .largest = static_cast<std::uint64_t>(lost + behind + 1000) * 1024};
  scenario.up = {.gap = 0ns, .largest = 20'000};
  return scenario;
}

}  // namespace

void run_long_gaps(Report& report) {
  for (const std::string_view version : {"3.3.1142.0", "3.1.90.0", "2.3.0.0"}) {
    for (const std::int64_t lost : {kFirstOutput, kLaterOutput}) {
      for (const std::int64_t behind : {100, 10'000, 20'000}) {
        const Outcome outcome = Run(download(version, lost, behind), false).execute();
        if (!outcome.violation.empty()) {
          const std::string what = fmt::format(
              "agent {}, message {} lost until {} behind it were sent", version, lost, behind);
          report.fail(outcome, what, "--long-gaps");
          return;
        }
        report.add(outcome);
      }
    }
  }
}

}  // namespace cloudx::simulation
