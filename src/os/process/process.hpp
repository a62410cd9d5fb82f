#pragma once
// Runs a program and collects what it writes.

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::os {

struct ProcessOutput {
  int exit_status = 0;  // 128 + signal number if a signal ended it
  std::string out;
  std::string err;
};

// The program is found by PATH and started without a shell, stdin is /dev/null. It is killed when
// the deadline has passed or one of its outputs passes `limit` bytes. Errors: io (cannot be
// started, too much output), timeout, interrupted.
boost::asio::awaitable<Result<ProcessOutput>> run_process(std::vector<std::string> words,
                                                          std::size_t limit,
                                                          async::Deadline deadline);

}  // namespace cloudx::os
