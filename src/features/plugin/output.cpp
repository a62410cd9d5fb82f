#include "features/plugin/output.hpp"

#include <chrono>

#include "os/standard_stream.hpp"

namespace cloudx::plugin {

void print(std::string_view text) {
  os::write_with_patience(os::StandardStream::output, text, std::chrono::seconds(10));
}

}  // namespace cloudx::plugin
