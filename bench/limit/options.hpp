#pragma once
// The command line of cloudx-bench-limit.

#include <variant>

#include "bench/limit/load.hpp"

namespace cloudx::bench {

struct Options {
  Load load;
  bool batched = false;
  std::size_t payload = 1024;  // bytes of a data message without its header
};

// The options, or the exit code when help was shown or the usage was wrong (said on stderr).
[[nodiscard]] std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace cloudx::bench
