#pragma once
// The connections of a listener, one after the other, also while the system has no descriptor left
// for them.

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "os/streams/listener.hpp"

namespace cloudx::forwarding {

// Until the listener is closed; it and what the functions refer to must live until then. A
// connection that cannot be taken, or for which too few descriptors are left, waits with the system
// and is tried again; `on_trouble` is called for the first one, and then no more: the reason is
// mostly there for a while and comes again.
[[nodiscard]] boost::asio::awaitable<void> accept_all(
    os::Listener& listener, std::function<void(os::LocalSocket)> on_connection,
    std::function<void(const Error&)> on_trouble);

// A client that forwards needs one descriptor for each connection: lets this process have more of
// them than it begins with, as far as the system allows.
void allow_many_connections();

// For the user.
[[nodiscard]] std::string describe_trouble(const Error& error);

}  // namespace cloudx::forwarding
