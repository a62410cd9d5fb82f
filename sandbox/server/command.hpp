#pragma once
// Runs the user's command in the sandbox's environment.

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "sandbox/server/environment.hpp"

namespace cloudx::sandbox {

// Waits for the command's end and returns its status as a shell does: 127 when it can not be
// started, 128 + n after signal n. SIGTERM and SIGHUP to this process are passed on to it.
boost::asio::awaitable<int> run_command(std::vector<std::string> command, Environment environment);

}  // namespace cloudx::sandbox
