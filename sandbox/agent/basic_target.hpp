#pragma once
// Port forwarding without the multiplexer (agent/session/plugins/port/port_basic.go): one
// connection at a time, and a next one when there is data for it.

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "sandbox/agent/mux_target.hpp"
#include "sandbox/agent/target.hpp"

namespace cloudx::sandbox {

// Begins with `first`. A connection that ends, by disconnect() or from the other side, is not the
// target's end: what is written next is dialled for. A dial that fails is.
[[nodiscard]] std::unique_ptr<Target> make_basic_target(
    const boost::asio::any_io_executor& executor, std::unique_ptr<Target> first, Dial dial);

}  // namespace cloudx::sandbox
