#pragma once
// The pipes to a program that was started: for the sources of os/process.

#include <span>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "os/process/pipe_end.hpp"

namespace cloudx::os {

// An end is closed where that stream of the program is no pipe.
struct ChildPipes {
  explicit ChildPipes(const boost::asio::any_io_executor& executor)
      : input(executor), output(executor), errors(executor) {}

  PipeEnd input;
  PipeEnd output;
  PipeEnd errors;
};

// As ChildProcess::read_output().
boost::asio::awaitable<Result<std::size_t>> read_pipe(PipeEnd& from, std::span<char> into,
                                                      async::Deadline deadline);

}  // namespace cloudx::os
