#include "os/standard_stream.hpp"

#include <cerrno>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/descriptor_output.hpp"
#include "os/terminal_descriptor.hpp"

namespace cloudx::os {

int descriptor_of(StandardStream stream) {
  switch (stream) {
    case StandardStream::input:
      return STDIN_FILENO;
    case StandardStream::output:
      return STDOUT_FILENO;
    case StandardStream::error:
      break;
  }
  return STDERR_FILENO;
}

std::optional<char> read_byte() {
  char c = 0;
  ssize_t got = 0;
  do {
    got = ::read(STDIN_FILENO, &c, 1);
  } while (got < 0 && errno == EINTR);
  return got == 1 ? std::optional(c) : std::nullopt;
}

bool input_comes_within(std::chrono::milliseconds time) {
  pollfd readable{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  return ::poll(&readable, 1, static_cast<int>(time.count())) > 0;
}

Result<void> write_all(StandardStream stream, std::string_view text) {
  if (write_all(descriptor_of(stream), text)) return {};
  return fail(Errc::io, system_message(errno));
}

bool write_with_patience(StandardStream stream, std::string_view text,
                         std::chrono::milliseconds patience) {
  return write_with_patience(descriptor_of(stream), text, patience);
}

bool is_null_device(StandardStream stream) {
  struct stat ours{};
  struct stat null{};
  return ::fstat(descriptor_of(stream), &ours) == 0 && ::stat("/dev/null", &null) == 0 &&
         S_ISCHR(ours.st_mode) && ours.st_rdev == null.st_rdev;
}

}  // namespace cloudx::os
