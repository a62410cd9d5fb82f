#include "cli/mfa_prompt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "async/cancel_on_expiry.hpp"
#include "cli/terminal.hpp"

namespace cloudx::cli {

namespace asio = boost::asio;

asio::awaitable<Result<std::string>> ask_mfa_code(std::string serial_number,
                                                  async::Deadline deadline) {
  constexpr std::size_t kLongestLine = 64;
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (terminal < 0) {
    co_return fail(Errc::credentials,
                   fmt::format("the role needs a code of the MFA device {}, and there is no "
                               "terminal to ask on",
                               serial_number));
  }
  asio::posix::stream_descriptor tty(co_await asio::this_coro::executor, terminal);
  const bool moves = terminal_kind(terminal) == TerminalKind::full;  // over the live line
  const std::string question =
      fmt::format("{}Code of the MFA device {}: ", moves ? "\r\x1b[K" : "", serial_number);
  if (::write(terminal, question.data(), question.size()) < 0) {
    co_return fail(Errc::credentials, "the terminal cannot be written to");
  }
  const async::CancelOnExpiry watch(tty.get_executor(), deadline, [&tty] { tty.cancel(); });
  std::string line;
  const auto [error, size] = co_await asio::async_read_until(
      tty, asio::dynamic_buffer(line, kLongestLine), '\n', asio::as_tuple(asio::use_awaitable));
  if (error) co_return watch.failure("asking for the MFA code", Errc::credentials, error.message());
  line.erase(line.find_last_not_of(" \t\r\n") + 1);
  if (line.empty()) co_return fail(Errc::credentials, "no MFA code was given");
  co_return line;
}

}  // namespace cloudx::cli
