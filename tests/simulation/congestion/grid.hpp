#pragma once
// The paths that send control is judged on: round trips x rates x conditions.

#include <ostream>
#include <span>
#include <string_view>
#include <vector>

#include "simulation/congestion/transfer.hpp"

namespace cloudx::simulation {

struct Condition {
  std::string_view name;
  std::string_view what;
  void (*apply)(sandbox::PathOptions& path);
  bool limited = false;  // the service counts messages, and the sender is paced
};

struct Cell {
  std::string_view condition;
  int round_trip_ms = 0;
  double rate = 0;  // of the bottleneck, bytes per second
  TransferOptions options;
};

// For test output.
inline void PrintTo(const Condition& condition, std::ostream* out) {
  *out << condition.name;
}

[[nodiscard]] std::span<const Condition> conditions();
[[nodiscard]] std::vector<Cell> cells(const Condition& condition);

// What every cell has to keep.
inline constexpr double kLeastShare = 0.9;     // of the bottleneck, once start-up is over
inline constexpr double kMostQueueing = 100;   // ms, 99 % of the messages
inline constexpr double kMostTransient = 155;  // ms, any message while an agent is listening

}  // namespace cloudx::simulation
