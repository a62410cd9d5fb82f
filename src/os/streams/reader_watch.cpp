#include "os/streams/reader_watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::os {

namespace asio = boost::asio;

// EPOLLERR (epoll_ctl(2)).
asio::awaitable<bool> reader_gone(asio::posix::stream_descriptor& output, asio::steady_timer&) {
  const auto [error] = co_await output.async_wait(asio::posix::descriptor_base::wait_error,
                                                  asio::as_tuple(asio::use_awaitable));
  co_return !error;
}

}  // namespace cloudx::os
