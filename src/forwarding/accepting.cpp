#include "forwarding/accepting.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "os/open_files.hpp"

namespace cloudx::forwarding {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kPause{100};  // until a descriptor may be free again
constexpr std::size_t kDescriptors = 8192;        // each with some buffers of its own

}  // namespace

asio::awaitable<void> accept_all(os::Listener& listener,
                                 std::function<void(os::LocalSocket)> on_connection,
                                 std::function<void(const Error&)> on_trouble) {
  bool told = false;
  for (;;) {
    auto socket = co_await listener.accept();
    if (socket) {
      on_connection(std::move(*socket));
    } else if (socket.error().kind == Errc::interrupted) {
      co_return;
    } else {
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
