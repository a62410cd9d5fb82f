#include "os/streams/reader_watch.hpp"

#include <chrono>
#include <poll.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::os {

namespace asio = boost::asio;

namespace {

// poll(2): a pipe or a socket is "disconnected" where writing to it would fail.
bool has_no_reader(int output) {
  pollfd writable{.fd = output, .events = POLLOUT, .revents = 0};
  return ::poll(&writable, 1, 0) == 1 && (writable.revents & POLLHUP) != 0;
}

}  // namespace

// Of a descriptor that can be written to kqueue(2) tells nothing else than that, over and over.
asio::awaitable<bool> reader_gone(asio::posix::stream_descriptor& output,
                                  asio::steady_timer& looks) {
  constexpr std::chrono::milliseconds kPause(250);
  while (output.is_open()) {
    if (has_no_reader(output.native_handle())) co_return true;
    looks.expires_after(kPause);
    const auto [error] = co_await looks.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return false;
  }
  co_return false;
}

}  // namespace cloudx::os
