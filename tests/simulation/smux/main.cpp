// Simulates many connections in one session, both ends of the multiplexer, and time. docs/smux.md.

#include <charconv>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "simulation/smux/run.hpp"

namespace cloudx::smux_simulation {
namespace {

constexpr std::string_view kUsage =
    "Usage: smux-simulation --seeds A..B          these seeds\n"
    "       smux-simulation --seed N [--trace]    one seed; --trace prints every event\n"
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
  std::uint64_t steps = 0;
  std::uint64_t bytes = 0;
  Duration simulated{};
  std::map<std::string, std::uint64_t, std::less<>> counts;
  std::uint64_t failures = 0;

  void add(const Outcome& outcome) {
    ++runs;
    steps += outcome.steps;
    bytes += outcome.bytes;
    simulated += outcome.simulated;
    for (const auto& [kind, count] : outcome.counts) counts[kind] += count;
  }
  void print() const {
    fmt::print("{} simulated seconds, {} runs, {} events, {} bytes\n", simulated / 1s, runs, steps,
               bytes);
    for (const auto& [kind, count] : counts) fmt::print("  {:9}  {}\n", count, kind);
  }
};

void tell(const std::string& program, std::uint64_t seed, const Outcome& outcome) {
  fmt::print(
      "FAILED: seed {}, event hash {:016x}\n{}\nThe last events (time, who, what):\n{}\n"
      "To see it again:\n  {} --seed {} --trace\n",
      seed, outcome.hash, outcome.violation, outcome.tail, program, seed);
}

int run(const std::string& program, const std::vector<std::string_view>& arguments) {
  const auto options = parse(arguments);
  if (!options) {
    std::fputs(std::string(kUsage).c_str(), stderr);
    return 2;
  }
  Report report;
  for (std::uint64_t seed = options->first; seed <= options->last; ++seed) {
    const Scenario scenario = make_scenario(seed);
    Outcome outcome = Run(scenario, options->trace).execute();
    if (options->twice && Run(scenario, false).execute().hash != outcome.hash) {
      outcome.violation += " a second run went another way";
    }
    report.add(outcome);
    if (outcome.violation.empty()) continue;
    ++report.failures;
    if (options->all) {
      fmt::print("seed {}: {}\n", seed, outcome.violation);
    } else {
      tell(program, seed, outcome);
      break;
    }
  }
  report.print();
  return report.failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace cloudx::smux_simulation

int main(int count, char** arguments) {
  return cloudx::smux_simulation::run(arguments[0], {arguments + 1, arguments + count});
}
