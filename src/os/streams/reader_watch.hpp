#pragma once
// Whether anybody reads what a descriptor of POSIX is written to: for standard_pipe.cpp.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace cloudx::os {

// True when nobody does any more; false where that cannot be told, or after cancel() of either.
// `looks` is for a system that has to be asked again and again. Both must live until the call ends.
boost::asio::awaitable<bool> reader_gone(boost::asio::posix::stream_descriptor& output,
                                         boost::asio::steady_timer& looks);

}  // namespace cloudx::os
