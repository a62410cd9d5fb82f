#include "cli/mfa_prompt.hpp"

#include <utility>

#include <fmt/format.h>

#include "os/prompt/terminal_question.hpp"

namespace cloudx::cli {

boost::asio::awaitable<Result<std::string>> ask_mfa_code(std::string serial_number,
                                                         async::Deadline deadline) {
  os::TerminalQuestion question{.text = fmt::format("Code of the MFA device {}: ", serial_number),
                                .doing = "asking for the MFA code"};
  auto code = co_await os::ask_on_terminal(std::move(question), std::move(deadline));
  if (!code && code.error().kind == Errc::not_found) {
    co_return fail(Errc::credentials,
                   fmt::format("the role needs a code of the MFA device {}, and there is no "
                               "terminal to ask on",
                               serial_number));
  }
  if (!code && code.error().kind == Errc::io) {
    co_return fail(Errc::credentials, std::move(code.error().message));
  }
  if (code && code->empty()) co_return fail(Errc::credentials, "no MFA code was given");
  co_return code;
}

}  // namespace cloudx::cli
