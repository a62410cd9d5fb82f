// Simulates the data channel: both ends, the service between them, and time. docs/simulation.md.

#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/trace.hpp"
#include "simulation/exhaustive.hpp"
#include "simulation/long_gap.hpp"
#include "simulation/report.hpp"
#include "simulation/run.hpp"
#include "simulation/scenario.hpp"

namespace cloudx::simulation {
namespace {

constexpr std::string_view kUsage =
    "Usage: simulation [--from SEED] --seconds N   seeds from SEED (1) on, until N simulated "
    "seconds\n"
    "       simulation --seeds A..B                these seeds\n"
    "       simulation --seed N [--trace]          one seed; --trace prints every event\n"
    "       simulation --exhaustive                a short transfer, disturbed at every place\n"
    "       simulation --long-gaps                 one message is lost, thousands behind it are "
    "not\n"
    "       --twice   runs each seed a second time: it must be the same run\n";

struct Options {
  std::uint64_t first = 1;
  std::uint64_t last = UINT64_MAX;
  std::uint64_t seconds = UINT64_MAX;
  bool chosen = false;
  bool exhaustive = false;
  bool long_gaps = false;
  bool trace = false;
  bool twice = false;
};

bool read(std::string_view text, std::uint64_t& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read_seeds(std::string_view text, Options& options) {
  const auto dots = text.find("..");
  return dots != std::string_view::npos && read(text.substr(0, dots), options.first) &&
         read(text.substr(dots + 2), options.last);
}

std::optional<Options> parse(const std::vector<std::string_view>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < arguments.size() ? arguments[i + 1] : "";
    if (name == "--exhaustive") {
      options.exhaustive = options.chosen = true;
    } else if (name == "--long-gaps") {
      options.long_gaps = options.chosen = true;
    } else if (name == "--trace") {
      options.trace = true;
    } else if (name == "--twice") {
      options.twice = true;
    } else {
      ++i;
      bool good = false;
      if (name == "--seconds") good = read(value, options.seconds);
      if (name == "--seeds") good = read_seeds(value, options);
      if (name == "--from") good = read(value, options.first);
      if (name == "--seed") {
        good = read(value, options.first);
        options.last = options.first;
      }
      if (!good) return std::nullopt;
      options.chosen = options.chosen || name != "--from";
    }
  }
  return options.chosen ? std::optional(options) : std::nullopt;
}

// What the program itself traces, and each entry of the journal.
class PrintedTrace final : public trace::Sink {
 public:
  void write(trace::Topic, std::string_view line) override { fmt::print("{}\n", line); }
};

Outcome run_seed(std::uint64_t seed, const Options& options) {
  const Scenario scenario = make_scenario(seed);
  Outcome outcome = Run(scenario, options.trace).execute();
  if (options.twice && outcome.violation.empty()) {
    const Outcome again = Run(scenario, false).execute();
    if (again.hash != outcome.hash) {
      outcome.violation = fmt::format("a second run went another way: event hash {:016x}, {:016x}",
                                      outcome.hash, again.hash);
    }
  }
  return outcome;
}

void run_seeds(const Options& options, Report& report) {
  for (std::uint64_t seed = options.first; seed <= options.last; ++seed) {
    const Outcome outcome = run_seed(seed, options);
    if (options.first == options.last) fmt::print("event hash {:016x}\n", outcome.hash);
    if (!outcome.violation.empty()) {
      report.fail(outcome, fmt::format("seed {}, event hash {:016x}", seed, outcome.hash),
                  fmt::format("--seed {} --trace", seed));
      return;
    }
    report.add(outcome);
    if (static_cast<std::uint64_t>(report.simulated / 1s) >= options.seconds) return;
  }
}

int run(std::string program, const std::vector<std::string_view>& arguments) {
  const auto options = parse(arguments);
  if (!options) {
    std::fputs(std::string(kUsage).c_str(), stderr);
    return 2;
  }
  PrintedTrace printed;
  if (options->trace) trace::direct_to(&printed, trace::kAllTopics);
  Report report;
  report.program = std::move(program);
  if (options->exhaustive) {
    run_exhaustively(report);
  } else if (options->long_gaps) {
    run_long_gaps(report);
  } else {
    run_seeds(*options, report);
  }
  report.print();
  return report.failure.empty() ? 0 : 1;
}

}  // namespace
}  // namespace cloudx::simulation

int main(int count, char** arguments) {
  return cloudx::simulation::run(arguments[0], {arguments + 1, arguments + count});
}
