#include "cli/commands/relay/key_output.hpp"

#include <cerrno>
#include <unistd.h>

#include "cli/exit_code.hpp"
#include "cli/print.hpp"
#include "os/file.hpp"

namespace cloudx::cli {

namespace {

// Without stdio, whose buffer would keep a copy.
Result<void> to_stdout(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(Errc::io, "cannot write the key: " + system_message(errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

int put_key(const Result<Secret>& text, const std::optional<std::string>& file) {
  if (!text) return print(std::unexpected(text.error()));
  const auto done = file ? os::write_new_file(*file, text->reveal()) : to_stdout(text->reveal());
  return done ? kSuccess : print(std::unexpected(done.error()));
}

}  // namespace cloudx::cli
