#pragma once
// This program's end of a pipe to one that it has started, as Asio calls that on each system.

#if defined(_WIN32)
#include <boost/asio/windows/stream_handle.hpp>
#else
#include <boost/asio/posix/stream_descriptor.hpp>
#endif

namespace cloudx::os {

#if defined(_WIN32)
using PipeEnd = boost::asio::windows::stream_handle;
#else
using PipeEnd = boost::asio::posix::stream_descriptor;
#endif

}  // namespace cloudx::os
