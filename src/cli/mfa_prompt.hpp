#pragma once
// Asks for a code on the controlling terminal: stdin and stdout belong to the tunnel.

#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::cli {

// The code for an MFA device. Errc::credentials when there is no terminal or no code was typed.
boost::asio::awaitable<Result<std::string>> ask_mfa_code(std::string serial_number,
                                                         async::Deadline deadline);

}  // namespace cloudx::cli
