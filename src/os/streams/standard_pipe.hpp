#pragma once
// stdin and stdout (or any two descriptors) as the local side: pipes, sockets, terminals, and what
// epoll does not know, regular files and /dev/null.
//
// The death of the parent shows here and only here: as the end of the input and an output without a
// reader. ssh -f and ControlPersist move a ProxyCommand to another parent, so the parent's process
// id says nothing.

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "os/streams/local_pipe.hpp"

namespace cloudx::os {

// The descriptors stay open and belong to the caller; while the pipe exists they are non-blocking,
// and its end restores their flags (they may be shared with the shell's terminal). The process
// ignores SIGPIPE from then on.
[[nodiscard]] Result<std::unique_ptr<LocalPipe>> make_standard_pipe(
    const boost::asio::any_io_executor& executor, int input = 0, int output = 1);

}  // namespace cloudx::os
