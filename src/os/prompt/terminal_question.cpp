#include "os/prompt/terminal_question.hpp"

#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/cancel_on_expiry.hpp"
#include "os/prompt/controlling_terminal.hpp"
#include "os/terminal_descriptor.hpp"

namespace cloudx::os {

namespace asio = boost::asio;

asio::awaitable<Result<std::string>> ask_on_terminal(TerminalQuestion question,
                                                     async::Deadline deadline) {
  constexpr std::size_t kLongestLine = 64;
  const int terminal = open_controlling_terminal();
  if (terminal < 0) co_return fail(Errc::not_found, "there is no terminal to ask on");
  asio::posix::stream_descriptor tty(co_await asio::this_coro::executor, terminal);
  if (terminal_kind(terminal) == TerminalKind::full) question.text.insert(0, "\r\x1b[K");
  if (::write(terminal, question.text.data(), question.text.size()) < 0) {
    co_return fail(Errc::io, "the terminal cannot be written to");
  }
  const async::CancelOnExpiry watch(tty.get_executor(), deadline, [&tty] { tty.cancel(); });
  std::string line;
  const auto [error, size] = co_await asio::async_read_until(
      tty, asio::dynamic_buffer(line, kLongestLine), '\n', asio::as_tuple(asio::use_awaitable));
  if (error) co_return watch.failure(question.doing, Errc::io, error.message());
  line.erase(line.find_last_not_of(" \t\r\n") + 1);
  co_return line;
}

}  // namespace cloudx::os
