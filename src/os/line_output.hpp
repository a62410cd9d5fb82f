#pragma once
// What a LineLog writes to, without ever waiting for it.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "os/descriptor.hpp"
#include "os/standard_stream.hpp"

namespace cloudx::os {

class LineOutput {
 public:
  LineOutput() = default;
  LineOutput(const LineOutput&) = delete;
  LineOutput& operator=(const LineOutput&) = delete;
  virtual ~LineOutput() = default;

  // How many of the bytes it has taken; 0 where it takes none now.
  [[nodiscard]] virtual std::size_t put(std::string_view bytes) = 0;
};

[[nodiscard]] std::unique_ptr<LineOutput> line_output(StandardStream stream);
[[nodiscard]] std::unique_ptr<LineOutput> line_output(Descriptor output);

// As LineLog::append_to().
[[nodiscard]] Result<Descriptor> open_to_append(const std::filesystem::path& file);

// Makes a write that fails an error, where it would end the process.
void survive_failing_writes();

}  // namespace cloudx::os
