#include "simulation/seeds/command.hpp"

#include <charconv>
#include <cstdio>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace cloudx::simulation::seeds {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view kUsage =
    "Usage: {0} --seeds A..B          these seeds\n"
    "       {0} --seed N [--trace]    one seed; --trace prints every event\n"
    "       --twice   runs each seed a second time: it must be the same run\n"
    "       --all     goes on after a run that fails\n";

struct Options {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool trace = false;
  bool twice = false;
  bool all = false;
};

bool read(std::string_view text, std::uint64_t& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc{} && end == text.data() + text.size();
}

std::optional<Options> parse(const std::vector<std::string_view>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (name == "--trace") {
      options.trace = true;
    } else if (name == "--twice") {
      options.twice = true;
    } else if (name == "--all") {
      options.all = true;
    } else {
      const std::string_view value = ++i < arguments.size() ? arguments[i] : "";
      const std::size_t dots = value.find("..");
      const bool is_range = name == "--seeds" && dots != std::string_view::npos;
      if (!is_range && name != "--seed") return std::nullopt;
      if (!read(value.substr(0, dots), options.first)) return std::nullopt;
      options.last = options.first;
      if (is_range && !read(value.substr(dots + 2), options.last)) return std::nullopt;
    }
  }
  return options.last == 0 ? std::nullopt : std::optional(options);
}

struct Report {
  std::uint64_t runs = 0;
  std::uint64_t failures = 0;
  Outcome sum;

  void add(const Outcome& outcome) {
    ++runs;
    failures += outcome.violation.empty() ? 0 : 1;
    sum.steps += outcome.steps;
    sum.amount += outcome.amount;
    sum.simulated += outcome.simulated;
    for (const auto& [kind, count] : outcome.counts) sum.counts[kind] += count;
  }
  void print(std::string_view amount) const {
    fmt::print("{} simulated seconds, {} runs, {} events, {} {}\n", sum.simulated / 1s, runs,
               sum.steps, sum.amount, amount);
    for (const auto& [kind, count] : sum.counts) fmt::print("  {:9}  {}\n", count, kind);
  }
};

void tell(std::string_view program, std::uint64_t seed, const Outcome& outcome) {
  fmt::print(
      "FAILED: seed {}, event hash {:016x}\n{}\nThe last events (time, who, what):\n{}\n"
      "To see it again:\n  {} --seed {} --trace\n",
      seed, outcome.hash, outcome.violation, outcome.tail, program, seed);
}

Outcome run_seed(const Simulation& simulation, std::uint64_t seed, const Options& options) {
  Outcome outcome = simulation.run(seed, options.trace);
  if (options.twice && simulation.run(seed, false).hash != outcome.hash) {
    outcome.violation += " a second run went another way";
  }
  return outcome;
}

}  // namespace

Outcome observe(const std::function<void()>& simulate, const Scheduler& scheduler,
                const EventJournal& journal) {
  Outcome outcome;
  try {
    simulate();
  } catch (const Violation& violation) {
    outcome.violation = violation.what();
    outcome.tail = journal.tail();
  }
  outcome.hash = journal.hash();
  outcome.steps = scheduler.steps();
  outcome.simulated = scheduler.now() - kStart;
  outcome.counts = journal.counts();
  return outcome;
}

int run_command(const Simulation& simulation, int count, char** arguments) {
  const auto options = parse({arguments + 1, arguments + count});
  if (!options) {
    fmt::print(stderr, kUsage, simulation.name);
    return 2;
  }
  Report report;
  for (std::uint64_t seed = options->first; seed <= options->last; ++seed) {
    const Outcome outcome = run_seed(simulation, seed, *options);
    report.add(outcome);
    if (outcome.violation.empty()) continue;
    if (!options->all) {
      tell(arguments[0], seed, outcome);
      break;
    }
    fmt::print("seed {}: {}\n", seed, outcome.violation);
  }
  report.print(simulation.amount);
  return report.failures == 0 ? 0 : 1;
}

}  // namespace cloudx::simulation::seeds
