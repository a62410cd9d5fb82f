#include "forwarding/accepting.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "os/open_files.hpp"
#include "os/spare_files.hpp"

namespace cloudx::forwarding {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kPause{100};  // until a descriptor may be free again
constexpr std::size_t kDescriptors = 8192;        // each with some buffers of its own
// For sessions that have to be resumed, with all that this takes: without them the connections that
// are open would wait for ever behind those that want in.
constexpr std::size_t kSpare = 16;

asio::awaitable<Result<os::LocalSocket>> next(os::Listener& listener) {
  if (!os::has_spare_files(kSpare)) co_return fail(Errc::io, "too many files are open");
  co_return co_await listener.accept();
}

}  // namespace

asio::awaitable<void> accept_all(os::Listener& listener,
                                 std::function<void(os::LocalSocket)> on_connection,
                                 std::function<void(const Error&)> on_trouble) {
  bool told = false;
  while (listener.is_open()) {
    auto socket = co_await next(listener);
    if (socket) {
      on_connection(std::move(*socket));
    } else if (socket.error().kind != Errc::interrupted) {
      if (!std::exchange(told, true)) on_trouble(socket.error());
      co_await async::sleep_for(kPause, {});
    }
  }
}

void allow_many_connections() {
  // Where fewer are allowed it takes as many as there are.
  static_cast<void>(os::allow_open_files(kDescriptors));
}

std::string describe_trouble(const Error& error) {
  return fmt::format("a connection has to wait: {} (ulimit -n says how many may be open at once)",
                     error.message);
}

}  // namespace cloudx::forwarding
