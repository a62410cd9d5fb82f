#include "os/line_log.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "os/terminal_descriptor.hpp"

namespace cloudx::os {

namespace {

// Less than PIPE_BUF (4096 on Linux): a pipe takes it in one piece or not at all (pipe(7)).
constexpr std::size_t kLongestLine = 4000;

// Fails with ENXIO where nobody reads the pipe, and with EACCES where another user has made it.
int open_anew(int descriptor) {
  const std::string name = fmt::format("/proc/self/fd/{}", descriptor);
  return ::open(name.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

}  // namespace

LineLog::Kind LineLog::kind_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return Kind::file;
  if (S_ISSOCK(status.st_mode)) return Kind::socket;
  return S_ISFIFO(status.st_mode) || ::isatty(descriptor) == 1 ? Kind::pipe : Kind::file;
}

LineLog::LineLog(StandardStream stream, std::string_view line_end)
    : LineLog(Descriptor(-1), descriptor_of(stream), line_end) {}

LineLog::LineLog(Descriptor output) : LineLog(std::move(output), -1, "\n") {}

LineLog::LineLog(Descriptor output, int descriptor, std::string_view line_end)
    : output_(std::move(output)),
      descriptor_(output_.get() < 0 ? descriptor : output_.get()),
      line_end_(line_end),
      kind_(kind_of(descriptor_)),
      own_(kind_ == Kind::pipe ? open_anew(descriptor_) : -1) {}

Result<LineLog> LineLog::append_to(const std::filesystem::path& file) {
  // Without O_NONBLOCK a pipe that nobody reads would be waited for.
  constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor opened(::open(file.c_str(), kFlags, S_IRUSR | S_IWUSR));
  if (opened.get() < 0) return fail(Errc::io, system_message(errno));
  return LineLog(std::move(opened));
}

void LineLog::prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void LineLog::write(std::string_view line) {
  dropped_.write(line, [this](std::string_view one) { return put(one); });
}

bool LineLog::put(std::string_view line) {
  std::string bytes = excerpt(line, kLongestLine) + line_end_;
  if (is_torn_) bytes.insert(0, line_end_);
  const std::int64_t written = put_some(bytes);
  if (written <= 0) return false;
  is_torn_ = static_cast<std::size_t>(written) < bytes.size();
  return !is_torn_;
}

std::int64_t LineLog::put_some(std::string_view bytes) const {
  if (own_.get() >= 0) return ::write(own_.get(), bytes.data(), bytes.size());
  if (kind_ == Kind::socket) {
    return ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  if (kind_ == Kind::pipe) {
    // Nothing but this program writes to it, as a rule: room for a line stays there.
    pollfd writable{.fd = descriptor_, .events = POLLOUT, .revents = 0};
    if (::poll(&writable, 1, 0) != 1 || (writable.revents & POLLOUT) == 0) return -1;
  }
  return ::write(descriptor_, bytes.data(), bytes.size());
}

}  // namespace cloudx::os
