#pragma once
// A program on a pseudo-terminal (agent/session/plugins/sessionplugin, agent/session/shell). The
// terminal has no size until it gets one.

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "sandbox/agent/program.hpp"
#include "sandbox/agent/target.hpp"

namespace cloudx::sandbox {

// The target ends when nobody has the terminal open any more; close() hangs up. Errc::io where
// there is no terminal to be had.
[[nodiscard]] Result<std::unique_ptr<Target>> open_terminal(
    const boost::asio::any_io_executor& executor, const Program& program);

}  // namespace cloudx::sandbox
