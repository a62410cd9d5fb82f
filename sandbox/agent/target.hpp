#pragma once
// What the agent connects to for a session: a byte stream to the instance's SSH server, to a port
// or to a terminal.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace cloudx::sandbox {

class Target {
 public:
  virtual ~Target() = default;  // ends the processes behind it
  // 0: the other side has ended. One read and one write at a time.
  virtual boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) = 0;
  // `data` must live until the call ends.
  virtual boost::asio::awaitable<Result<void>> write_all(ByteView data) = 0;
  virtual void close() = 0;                                                  // pending calls fail
  virtual void resize(std::uint16_t /*columns*/, std::uint16_t /*rows*/) {}  // of a terminal
  virtual void disconnect() {}  // where one connection follows the other: ends the present one
  // Of all that was written, in hex; empty where nobody keeps it.
  [[nodiscard]] virtual std::string sha256_of_input() { return {}; }
};

struct Destination {
  std::string instance_id;
  std::string address;  // of a remote host, numeric; empty: the instance itself
  std::string port;
};

using OpenTarget =
    std::function<boost::asio::awaitable<Result<std::unique_ptr<Target>>>(Destination)>;

// A TCP connection to that port of this machine. Errc::connect for an address that is not one of
// loopback: the sandbox has no other network.
boost::asio::awaitable<Result<std::unique_ptr<Target>>> connect_to_port(std::string address,
                                                                        std::string port);

// Takes over a connected stream socket; `on_close` is called once, when it closes or goes.
[[nodiscard]] std::unique_ptr<Target> make_target(const boost::asio::any_io_executor& executor,
                                                  int socket, std::function<void()> on_close);

}  // namespace cloudx::sandbox
