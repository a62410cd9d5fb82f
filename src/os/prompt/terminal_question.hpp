#pragma once
// A question on the terminal that this program was started from, for when stdin and stdout belong
// to a connection, and while everything else goes on.

#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::os {

struct TerminalQuestion {
  std::string text;
  std::string doing;  // for errors: "asking for the code"
};

// The line that is typed, without blanks at its end: at most 64 bytes. A live line that stands on
// the terminal is wiped out by the question. Errors: not_found (there is no such terminal), io,
// timeout, interrupted.
boost::asio::awaitable<Result<std::string>> ask_on_terminal(TerminalQuestion question,
                                                            async::Deadline deadline);

}  // namespace cloudx::os
