#include "os/process/child_pipes.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/cancel_on_expiry.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

asio::awaitable<Result<std::size_t>> read_pipe(PipeEnd& from, std::span<char> into,
                                               async::Deadline deadline) {
  const async::CancelOnExpiry watch(from.get_executor(), deadline, [&from] { from.cancel(); });
  if (watch.spent()) co_return watch.failure("reading of a program", Errc::timeout, "");
  const auto [error, size] = co_await from.async_read_some(asio::buffer(into.data(), into.size()),
                                                           asio::as_tuple(asio::use_awaitable));
  // Windows calls the end of a pipe broken.
  if (error == asio::error::eof || error == asio::error::broken_pipe) co_return std::size_t{0};
  if (error) co_return watch.failure("reading of a program", Errc::io, error.message());
  co_return size;
}

}  // namespace cloudx::os
