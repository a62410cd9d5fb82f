#include "features/forward/control.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "async/cancel_on_expiry.hpp"
#include "os/streams/local_connection.hpp"

namespace cloudx::forward {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLongestLine = 256;
constexpr std::chrono::seconds kPatience{2};

asio::awaitable<Result<std::string>> read_line(os::LocalSocket& socket, async::Deadline deadline) {
  std::string line;
  const async::CancelOnExpiry watch(socket.get_executor(), deadline, [&socket] {
    boost::system::error_code ignored;
    socket.close(ignored);
  });
  const auto [error, size] = co_await asio::async_read_until(
      socket, asio::dynamic_buffer(line, kLongestLine), '\n', asio::as_tuple(asio::use_awaitable));
  if (error) co_return watch.failure("its answer", Errc::io, error.message());
  line.resize(size - 1);
  co_return line;
}

asio::awaitable<Result<void>> write_line(os::LocalSocket& socket, std::string line) {
  line += '\n';
  const auto [error, size] =
      co_await asio::async_write(socket, asio::buffer(line), asio::as_tuple(asio::use_awaitable));
  if (error) co_return fail(Errc::io, error.message());
  co_return Result<void>{};
}

}  // namespace

asio::awaitable<void> answer_question(os::LocalSocket socket, Answer answer,
                                      async::Deadline deadline) {
  const auto question = co_await read_line(socket, deadline.at_most(kPatience));
  if (!question) co_return;
  co_await write_line(socket, answer(*question));
}

asio::awaitable<Result<std::string>> ask(std::string socket, std::string_view question,
                                         async::Deadline deadline) {
  const auto executor = co_await asio::this_coro::executor;
  auto connection = co_await os::connect_local(executor, std::move(socket));
  if (!connection) co_return std::unexpected(connection.error());
  const auto told = co_await write_line(*connection, std::string(question));
  if (!told) co_return std::unexpected(told.error());
  auto answered = co_await read_line(*connection, std::move(deadline));
  co_return std::move(answered);
}

}  // namespace cloudx::forward
