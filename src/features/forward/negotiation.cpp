#include "features/forward/negotiation.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "async/cancel_on_expiry.hpp"

namespace cloudx::forward {

namespace asio = boost::asio;

asio::awaitable<Result<void>> answer(os::LocalSocket& socket, Bytes text) {
  const auto [error, size] =
      co_await asio::async_write(socket, asio::buffer(text), asio::as_tuple(asio::use_awaitable));
  if (error) co_return fail(Errc::io, error.message());
  co_return Result<void>{};
}

asio::awaitable<Result<Negotiated>> negotiate(os::LocalSocket& socket, async::Deadline deadline) {
  Negotiated negotiated;
  Bytes buffer(socks::Server::kMaxSize);
  while (!negotiated.server.destination()) {
    const async::CancelOnExpiry watch(socket.get_executor(), deadline, [&socket] {
      boost::system::error_code ignored;
      socket.close(ignored);
    });
    const auto [error, size] =
        co_await socket.async_read_some(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
    if (error) co_return watch.failure("asking a SOCKS client", Errc::io, error.message());
    const ByteView read = ByteView(buffer).first(size);
    const auto taken = negotiated.server.take(read);
    const auto told = co_await answer(socket, negotiated.server.answer());
    if (!taken) co_return std::unexpected(taken.error());
    if (!told) co_return std::unexpected(told.error());
    const ByteView rest = read.subspan(*taken);
    negotiated.rest.insert(negotiated.rest.end(), rest.begin(), rest.end());
  }
  co_return negotiated;
}

}  // namespace cloudx::forward
