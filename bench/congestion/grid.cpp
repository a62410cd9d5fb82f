// cloudx-congestion-grid: what the send control makes of every path of the grid, in virtual time.
// Prints a table, with --json an object with `cells` and `bounds`. Exit code 1: a bound is missed.

#include "simulation/congestion/grid.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace cloudx::simulation;

struct Line {
  Cell cell;
  TransferResult result;
};

struct Bound {
  std::string_view name;
  double value;
  double bound;
  bool met;
};

std::vector<Line> run() {
  std::vector<Line> lines;
  for (const Condition& condition : conditions()) {
    for (const Cell& cell : cells(condition)) lines.push_back({cell, run_transfer(cell.options)});
  }
  return lines;
}

std::vector<Bound> bounds(const std::vector<Line>& lines) {
  double share = 1;
  double queueing = 0;
  double killed = 0;
  for (const Line& line : lines) {
    share = std::min(share, line.result.settled);
    queueing = std::max(queueing, line.result.queueing.quantile(0.99));
    killed += line.result.killed ? 1 : 0;
  }
  return {{"congestion.share", share, kLeastShare, share >= kLeastShare},
          {"congestion.queueing_p99_ms", queueing, kMostQueueing, queueing <= kMostQueueing},
          {"congestion.sessions_killed", killed, 0, killed == 0}};
}

void print_table(const std::vector<Line>& lines) {
  for (const Condition& condition : conditions()) {
    fmt::print("\n{}: {}\n", condition.name, condition.what);
    fmt::print("{:>6} {:>7} {:>7} {:>7} {:>8} {:>8} {:>8} {:>9} {:>8}\n", "RTT ms", "MB/s", "share",
               "overall", "queue50", "queue99", "queuemax", "key99 ms", "repeats");
    for (const auto& [cell, result] : lines) {
      if (cell.condition != condition.name) continue;
      fmt::print("{:>6} {:>7.2f} {:>7.3f} {:>7.3f} {:>8.1f} {:>8.1f} {:>8.1f} {:>9.1f} {:>8}{}\n",
                 cell.round_trip_ms, cell.rate / 1e6, result.settled, result.share,
                 result.queueing.quantile(0.5), result.queueing.quantile(0.99),
                 result.queueing.max(), result.keys.quantile(0.99), result.repeats,
                 result.killed ? "  KILLED" : "");
    }
  }
}

void print_json(const std::vector<Line>& lines, const std::vector<Bound>& all) {
  fmt::print("{{\"cells\":[");
  std::string_view separator;
  for (const auto& [cell, result] : lines) {
    fmt::print("{}\n{{\"condition\":\"{}\",\"round_trip_ms\":{},\"rate\":{:.0f},", separator,
               cell.condition, cell.round_trip_ms, cell.rate);
    fmt::print("\"share\":{:.4f},\"overall_share\":{:.4f},\"killed\":{},", result.settled,
               result.share, result.killed);
    fmt::print("\"queueing_ms\":{{\"p50\":{:.1f},\"p99\":{:.1f},\"max\":{:.1f}}},",
               result.queueing.quantile(0.5), result.queueing.quantile(0.99),
               result.queueing.max());
    fmt::print("\"key_p99_ms\":{:.1f},\"messages\":{},\"repeats\":{}}}", result.keys.quantile(0.99),
               result.messages, result.repeats);
    separator = ",";
  }
  fmt::print("],\n\"bounds\":[");
  separator = "";
  for (const Bound& bound : all) {
    fmt::print("{}\n{{\"name\":\"{}\",\"value\":{:.4f},\"bound\":{:.4f},\"met\":{}}}", separator,
               bound.name, bound.value, bound.bound, bound.met);
    separator = ",";
  }
  fmt::print("]}}\n");
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc == 2 && std::string_view(argv[1]) == "--json";
  if (argc > 1 && !json) {
    fmt::print(stderr, "Usage: cloudx-congestion-grid [--json]\n");
    return 2;
  }
  const auto lines = run();
  const auto all = bounds(lines);
  if (json) {
    print_json(lines, all);
  } else {
    print_table(lines);
    fmt::print("\n");
    for (const Bound& bound : all) {
      fmt::print("{:<28} {:>8.3f}  bound {:>7.2f}  {}\n", bound.name, bound.value, bound.bound,
                 bound.met ? "met" : "MISSED");
    }
  }
  return std::ranges::all_of(all, &Bound::met) ? 0 : 1;
}
