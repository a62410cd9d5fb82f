#include "simulation/exhaustive.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

namespace cloudx::simulation {

namespace {

using Kind = Disturbance::Kind;

struct Case {
  std::string_view name;
  std::optional<Kind> kind;
  Duration lasting{};
  std::uint64_t again_after = 0;
};

constexpr std::array kCases = {
    Case{"cut, noticed at once", Kind::cut, 0ms},
    Case{"cut, noticed late", Kind::cut, 5s},
    Case{"cut, and again soon", Kind::cut, 0ms, 7},
    Case{"cut, and again later", Kind::cut, 0ms, 60},
    Case{"1000 Bye", Kind::bye, 0ms},
    Case{"agent's websocket cut", Kind::agent_cut, 300ms},
    Case{"publication paused", Kind::publication, 300ms},
    Case{"black hole", Kind::black_hole, 3s},
    Case{"client asleep", Kind::asleep, 4s},
    Case{"target stuck", Kind::stuck, 4s},
    Case{"worker killed", std::nullopt, 0ms},
};

// About forty messages.
Scenario transfer(std::string_view agent_version) {
  Scenario scenario = calm_scenario();
  scenario.agent_version = agent_version;
  scenario.client_told = true;
  scenario.agent_told = true;
  scenario.connect_delay = 15ms;
  scenario.bytes_per_second = 2'000'000;
  scenario.up = {.gap = 0ns, .largest = 20'000};
  scenario.down = {.gap = 0ns, .largest = 20'000};
  return scenario;
}

bool run_case(const Case& the_case, const Scenario& scenario, std::uint64_t steps, Report& report) {
  for (std::uint64_t step = 0; step < steps; ++step) {
    const Outcome outcome =
        Run(scenario, false,
            Interruption{step, the_case.kind, the_case.lasting, the_case.again_after})
            .execute();
    if (!outcome.violation.empty()) {
      const std::string what =
          fmt::format("agent {}, {} before event {}", scenario.agent_version, the_case.name, step);
      report.fail(outcome, what, "--exhaustive");
      return false;
    }
    report.add(outcome);
  }
  return true;
}

}  // namespace

void run_exhaustively(Report& report) {
  for (const std::string_view version : {"3.3.1142.0", "3.1.90.0", "2.3.0.0"}) {
    const Scenario scenario = transfer(version);
    const Outcome whole = Run(scenario, false).execute();
    report.add(whole);
    if (!whole.violation.empty()) {
      report.fail(whole, "the undisturbed transfer", "--exhaustive");
      return;
    }
    for (const Case& the_case : kCases) {
      if (!run_case(the_case, scenario, whole.delivered_at + 20, report)) return;
    }
  }
}

}  // namespace cloudx::simulation
