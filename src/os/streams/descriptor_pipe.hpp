#pragma once
// What standard_pipe.hpp has, of any two descriptors of POSIX. For its own source and its tests:
// others mean stdin and stdout.

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "os/streams/local_pipe.hpp"

namespace cloudx::os {

// The descriptors belong to the caller.
[[nodiscard]] Result<std::unique_ptr<LocalPipe>> make_descriptor_pipe(
    const boost::asio::any_io_executor& executor, int input, int output);

}  // namespace cloudx::os
