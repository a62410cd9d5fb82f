#pragma once
// What every ProxyCommand is around its connection: stdin and stdout, signals, and how it ends.

#include <functional>
#include <memory>
#include <stop_token>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "os/streams/local_pipe.hpp"

namespace cloudx::tunnel {

class ProxyConnection {
 public:
  virtual ~ProxyConnection() = default;

  // Until the connection has ended; called once. Errc::interrupted where it was stopped, or nobody
  // reads its output any more, whether it stood or not.
  virtual boost::asio::awaitable<Result<void>> run(std::stop_token stop) = 0;
  // ssh and what it wants to reach could talk to each other.
  [[nodiscard]] virtual bool stood() const = 0;
};

// `pipe` outlives the connection.
using MakeProxyConnection = std::function<std::unique_ptr<ProxyConnection>(
    boost::asio::any_io_executor executor, os::LocalPipe& pipe)>;

// Connects stdin and stdout, until the connection has ended. ssh itself ends its ProxyCommand with
// SIGHUP, so that one that stood and was interrupted has ended in order; else Errc::interrupted.
[[nodiscard]] Result<void> run_proxy_command(const MakeProxyConnection& make);

}  // namespace cloudx::tunnel
