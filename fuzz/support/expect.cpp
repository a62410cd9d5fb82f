#include "fuzz/support/expect.hpp"

#include <cstdio>
#include <cstdlib>

namespace cloudx::fuzz {

void expect(bool holds, const char* what, std::source_location where) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: does not hold: %s\n", where.file_name(), where.line(), what);
  std::abort();
}

}  // namespace cloudx::fuzz
