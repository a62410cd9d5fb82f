#include "features/plugin/output.hpp"

#include <chrono>

#include "os/standard_stream.hpp"

namespace cloudx::plugin {

namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

void print(std::string_view text) {
  // Who has not read for so long is not waited for again, line by line.
  static bool is_stalled = false;
  is_stalled = !os::write_with_patience(os::StandardStream::output, text,
                                        is_stalled ? std::chrono::seconds(0) : kPatience);
}

}  // namespace cloudx::plugin
