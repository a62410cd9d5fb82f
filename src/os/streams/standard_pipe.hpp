#pragma once
// stdin and stdout as the local side: pipes, sockets, terminals, and what
// epoll does not know, regular files and /dev/null.
//
// The death of the parent shows here and only here: as the end of the input and an output without a
// reader. ssh -f and ControlPersist move a ProxyCommand to another parent, so the parent's process
// id says nothing.

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "os/standard_stream.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::os {

// Both stay open. While the pipe exists nothing that uses them waits, and its end puts that back
// (they may be shared with the shell's terminal). To write where nobody reads is an error from then
// on, and not the end of the process.
[[nodiscard]] Result<std::unique_ptr<LocalPipe>> make_standard_pipe(
    const boost::asio::any_io_executor& executor);

// One of the two outputs alone, in the same way: its input has ended. Errc::io where it is closed.
[[nodiscard]] Result<std::unique_ptr<LocalPipe>> make_output_pipe(
    const boost::asio::any_io_executor& executor, StandardStream stream);

}  // namespace cloudx::os
