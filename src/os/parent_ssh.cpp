#include "os/parent_ssh.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "os/descriptor.hpp"
#include "os/descriptor_output.hpp"
#include "os/other_process.hpp"
#include "os/terminal_descriptor.hpp"

namespace cloudx::os {

namespace {

// Whoever has another parent by now is left behind by an ssh that has ended.
Descriptor open_stderr(pid_t ssh) {
  return ::getppid() == ssh ? open_stderr_of(ssh) : Descriptor(-1);
}

bool takes_messages(const Descriptor& output) {
  struct stat facts{};
  if (::fstat(output.get(), &facts) != 0) return false;
  return ::isatty(output.get()) == 1 || S_ISFIFO(facts.st_mode);
}

}  // namespace

std::optional<ParentSshStderr> ParentSshStderr::find() {
  const pid_t parent = ::getppid();
  if (name_of_process(parent) != "ssh") return std::nullopt;
  const Descriptor theirs = open_stderr(parent);
  if (!takes_messages(theirs)) return std::nullopt;
  return ParentSshStderr(parent, terminal_kind(theirs.get()));
}

bool ParentSshStderr::write(std::string_view text, std::chrono::milliseconds patience) const {
  const Descriptor theirs = open_stderr(ssh_);
  return theirs.get() >= 0 && write_with_patience(theirs.get(), text, patience);
}

TerminalSize ParentSshStderr::size() const {
  return terminal_size(open_stderr(ssh_).get());
}

}  // namespace cloudx::os
