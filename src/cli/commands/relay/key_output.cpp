#include "cli/commands/relay/key_output.hpp"

#include "cli/exit_code.hpp"
#include "cli/print.hpp"
#include "os/file.hpp"
#include "os/standard_stream.hpp"

namespace cloudx::cli {

namespace {

// Without stdio, whose buffer would keep a copy.
Result<void> to_stdout(std::string_view text) {
  const auto written = os::write_all(os::StandardStream::output, text);
  return written ? written : fail("cannot write the key", written.error());
}

}  // namespace

int put_key(const Result<Secret>& text, const std::optional<std::string>& file) {
  if (!text) return print(std::unexpected(text.error()));
  const auto done = file ? os::write_new_file(*file, text->reveal()) : to_stdout(text->reveal());
  return done ? kSuccess : print(std::unexpected(done.error()));
}

}  // namespace cloudx::cli
