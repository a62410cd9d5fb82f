#include "sandbox/gateway/gather.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cloudx::sandbox {

namespace asio = boost::asio;

namespace {

// A message that has arrived takes about as many turns of the executor to come out of TLS and the
// websocket.
constexpr int kTurns = 4;

}  // namespace

asio::awaitable<void> gather(asio::any_io_executor executor, std::function<std::size_t()> size,
                             std::size_t enough) {
  std::size_t seen = size();
  for (int quiet = 0; quiet < kTurns && seen < enough; ++quiet) {
    co_await asio::post(executor, asio::use_awaitable);
    if (size() == seen) continue;
    seen = size();
    quiet = 0;
  }
}

}  // namespace cloudx::sandbox
