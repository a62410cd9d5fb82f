#pragma once
// Work that goes on when the program that was called has ended, without its terminal.

#include <cstdint>
#include <functional>

#include "base/error.hpp"

namespace cloudx::os {

// The process that does the work, as it sees itself.
class Detachment {
 public:
  Detachment() = default;
  Detachment(const Detachment&) = delete;
  Detachment& operator=(const Detachment&) = delete;
  virtual ~Detachment() = default;

  // It has no controlling terminal any more, stdin, stdout and stderr are /dev/null, the working
  // directory is the root; the caller's wait ends with the status 0. Errc::io where that cannot be
  // done, or nobody waits any more: the work should end then. Once.
  [[nodiscard]] virtual Result<void> detach() = 0;
  // Its number, for people.
  [[nodiscard]] virtual std::uint64_t process() const = 0;
};

// Runs `work` in a process of its own, which keeps the terminal until it detaches: it may still ask
// questions, and Ctrl-C reaches it. Returns in both processes: in that one with the work's status,
// in the caller's with 0 when the work has detached, or with the work's status when it has ended
// before. Requests to end the caller's process (SIGTERM) are passed on. To be called before the
// process has threads. Errc::io where there can be no such process; Errc::usage on Windows, whose
// processes cannot be split.
[[nodiscard]] Result<int> run_in_background(const std::function<int(Detachment&)>& work);

}  // namespace cloudx::os
