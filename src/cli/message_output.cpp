#include "cli/message_output.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "os/descriptor.hpp"

namespace cloudx::cli {

namespace {

// stderr may share a non-blocking file description with stdin; a message is worth a short wait, but
// a terminal that takes nothing must not stop the tunnel.
void write_all(int descriptor, std::string_view text, std::chrono::milliseconds patience) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd writable{descriptor, POLLOUT, 0};
      if (::poll(&writable, 1, static_cast<int>(patience.count())) <= 0) return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

bool is_null_device(int descriptor) {
  struct stat ours{};
  struct stat null{};
  return ::fstat(descriptor, &ours) == 0 && ::stat("/dev/null", &null) == 0 &&
         S_ISCHR(ours.st_mode) && ours.st_rdev == null.st_rdev;
}

bool is_ssh(pid_t process) {
  std::string name;
  std::getline(std::ifstream(fmt::format("/proc/{}/comm", process)), name);
  return name == "ssh";
}

// A file is written to by its offset, which is not ours to move.
bool takes_messages(int descriptor) {
  struct stat facts{};
  if (::fstat(descriptor, &facts) != 0) return false;
  return ::isatty(descriptor) == 1 || S_ISFIFO(facts.st_mode);
}

}  // namespace

TerminalKind terminal_kind(int descriptor) {
  if (::isatty(descriptor) != 1) return TerminalKind::none;
  const char* const name = std::getenv("TERM");
  const bool dumb = name != nullptr && std::string_view(name) == "dumb";
  return dumb ? TerminalKind::dumb : TerminalKind::full;
}

MessageOutput::MessageOutput() : kind_(terminal_kind(STDERR_FILENO)) {}

MessageOutput MessageOutput::of_proxy_command() {
  MessageOutput output;
  const pid_t parent = ::getppid();
  if (!is_null_device(STDERR_FILENO) || !is_ssh(parent)) return output;
  output.ssh_ = parent;
  output.path_ = fmt::format("/proc/{}/fd/2", parent);
  const os::Descriptor theirs(output.open_sshs());
  if (theirs.get() >= 0 && takes_messages(theirs.get())) {
    output.kind_ = terminal_kind(theirs.get());
  } else {
    output.ssh_ = 0;
  }
  return output;
}

// Whoever has another parent by now is left behind by an ssh that has ended.
int MessageOutput::open_sshs() const {
  if (::getppid() != ssh_) return -1;
  return ::open(path_.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

void MessageOutput::write(std::string_view text, std::chrono::milliseconds patience) const {
  if (ssh_ == 0) {
    write_all(STDERR_FILENO, text, patience);
    return;
  }
  const os::Descriptor theirs(open_sshs());
  if (theirs.get() >= 0) write_all(theirs.get(), text, patience);
}

std::size_t MessageOutput::width() const {
  winsize size{};
  const os::Descriptor theirs(ssh_ == 0 ? -1 : open_sshs());
  const int descriptor = ssh_ == 0 ? STDERR_FILENO : theirs.get();
  const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
  return known ? size.ws_col : 80;
}

}  // namespace cloudx::cli
