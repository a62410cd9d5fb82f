#include "os/line_output.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <climits>
#include <fmt/format.h>

#include "os/terminal_descriptor.hpp"

namespace cloudx::os {

namespace {

enum class Kind : std::uint8_t { file, socket, pipe };  // a terminal counts as a pipe

Kind kind_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return Kind::file;
  if (S_ISSOCK(status.st_mode)) return Kind::socket;
  return S_ISFIFO(status.st_mode) || ::isatty(descriptor) == 1 ? Kind::pipe : Kind::file;
}

// Fails with ENXIO where nobody reads the pipe, with EACCES where another user has made it, and on
// a system that has no such folder.
int open_anew(int descriptor) {
  const std::string name = fmt::format("/proc/self/fd/{}", descriptor);
  return ::open(name.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

class DescriptorOutput final : public LineOutput {
 public:
  DescriptorOutput(Descriptor output, int descriptor)
      : output_(std::move(output)),
        descriptor_(output_.get() < 0 ? descriptor : output_.get()),
        kind_(kind_of(descriptor_)),
        own_(kind_ == Kind::pipe ? open_anew(descriptor_) : -1) {}

  std::size_t put(std::string_view bytes) override {
    const ssize_t written = write(bytes);
    return written < 0 ? 0 : static_cast<std::size_t>(written);
  }

 private:
  [[nodiscard]] ssize_t write(std::string_view bytes) const {
    if (own_.get() >= 0) return ::write(own_.get(), bytes.data(), bytes.size());
    if (kind_ == Kind::socket) {
      return ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    if (kind_ == Kind::pipe) return write_as_far_as_there_is_room(bytes);
    return ::write(descriptor_, bytes.data(), bytes.size());
  }

  // A pipe that has any room has it for PIPE_BUF bytes. Nothing but this program writes to it, as a
  // rule: the room stays there.
  [[nodiscard]] ssize_t write_as_far_as_there_is_room(std::string_view bytes) const {
    ssize_t total = 0;
    while (!bytes.empty()) {
      pollfd writable{.fd = descriptor_, .events = POLLOUT, .revents = 0};
      if (::poll(&writable, 1, 0) != 1 || (writable.revents & POLLOUT) == 0) break;
      const ssize_t written =
          ::write(descriptor_, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
      if (written <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(written));
      total += written;
    }
    return total;
  }

  Descriptor output_;  // none where it is a standard stream
  int descriptor_;
  Kind kind_;
  // The pipe opened anew: whether the given descriptor blocks is not only this program's business.
  Descriptor own_;
};

}  // namespace

std::unique_ptr<LineOutput> line_output(StandardStream stream) {
  return std::make_unique<DescriptorOutput>(Descriptor(-1), descriptor_of(stream));
}

std::unique_ptr<LineOutput> line_output(Descriptor output) {
  return std::make_unique<DescriptorOutput>(std::move(output), -1);
}

Result<Descriptor> open_to_append(const std::filesystem::path& file) {
  // Without O_NONBLOCK a pipe that nobody reads would be waited for.
  constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor opened(::open(file.c_str(), kFlags, S_IRUSR | S_IWUSR));
  if (opened.get() < 0) return fail(Errc::io, system_message(errno));
  return opened;
}

void survive_failing_writes() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace cloudx::os
