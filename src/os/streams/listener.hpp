#pragma once
// Takes connections of programs of this machine, or of others, on a port or on a socket with a
// path.

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "base/error.hpp"
#include "base/ip_address.hpp"

namespace cloudx::os {

using LocalSocket = boost::asio::generic::stream_protocol::socket;

class Listener {
 public:
  Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  virtual ~Listener() = default;  // close()

  // The next connection; one call at a time. Errc::interrupted after close(), else Errc::io, and
  // then it is worth another try in a moment.
  virtual boost::asio::awaitable<Result<LocalSocket>> accept() = 0;
  // No connection is taken any more; the socket with a path is removed, unless the path is that of
  // another file by now.
  virtual void close() = 0;
  [[nodiscard]] virtual bool is_open() const = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;  // 0: it has a path
};

// Port 0: any free one. Errc::io; the message is the system's reason alone.
[[nodiscard]] Result<std::unique_ptr<Listener>> listen_on_port(
    const boost::asio::any_io_executor& executor, const IpAddress& address, std::uint16_t port);

// For the user alone. What is there already is not replaced. Errc::io, as above; also on systems
// whose programs have no such sockets.
[[nodiscard]] Result<std::unique_ptr<Listener>> listen_on_path(
    const boost::asio::any_io_executor& executor, const std::string& path);

}  // namespace cloudx::os
