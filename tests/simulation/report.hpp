#pragma once
// What several runs add up to.

#include <cstdint>
#include <string>

#include "simulation/run.hpp"

namespace cloudx::simulation {

struct Report {
  std::string program = "simulation";
  std::uint64_t runs = 0;
  std::uint64_t steps = 0;
  std::uint64_t bytes = 0;
  Duration simulated{};
  Counts counts;
  std::string failure;  // of the first run that failed

  void add(const Outcome& outcome);
  // `again`: the program's arguments that repeat it.
  void fail(const Outcome& outcome, const std::string& what, const std::string& again);
  void print() const;
};

}  // namespace cloudx::simulation
