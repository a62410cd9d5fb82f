#pragma once
// Starts programs ("CreateProcess", Win32).

#include <string>
#include <vector>

#include "base/error.hpp"
#include "os/process/child_process.hpp"
#include "os/windows/handle.hpp"

namespace cloudx::os {

// One string of which the C library of a program makes the same words again.
[[nodiscard]] std::wstring command_line(const std::vector<std::string>& words);

// The streams that the program gets, for as long as it takes to start it.
struct LaunchStreams {
  Handle input;
  Handle output;
  Handle errors;
};

struct Launched {
  Handle process;
  Handle thread;  // its first, which does not run yet
  DWORD id = 0;
};

// The program is found by PATH, never in the working directory. It inherits those streams and no
// other handle, and waits to be let go (ResumeThread). Errc::io.
[[nodiscard]] Result<Launched> launch(const std::vector<std::string>& words,
                                      const LaunchStreams& streams, ChildGroup group);

// What can be handed on. Null where that fails.
[[nodiscard]] Handle null_device();
[[nodiscard]] Handle inheritable_copy(HANDLE handle);

// A pipe whose own end takes overlapped operations, and whose other end can be handed on.
struct ChildPipe {
  Handle own;
  Handle theirs;
};
enum class PipeUse : std::uint8_t { child_reads, child_writes };
[[nodiscard]] Result<ChildPipe> make_child_pipe(PipeUse use);

// The exit status as a shell has it: what Ctrl-C or Ctrl-Break ended counts as ended by SIGINT.
[[nodiscard]] int exit_status_of(HANDLE process);

}  // namespace cloudx::os
