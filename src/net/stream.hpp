#pragma once
// One connected byte stream: plain TCP or TLS over it. The concrete types are in tcp_stream.hpp and
// tls_stream.hpp; only the files that instantiate Asio templates include those.

#include <cstddef>
#include <span>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"

namespace cloudx::net {

class Stream {
 public:
  virtual ~Stream() = default;

  // At least one byte; 0 means that the peer has ended its side. One read at a time.
  virtual boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into,
                                                                async::Deadline deadline) = 0;
  // All of `data`, which must live until the call ends. One write at a time.
  virtual boost::asio::awaitable<Result<void>> write_all(ByteView data,
                                                         async::Deadline deadline) = 0;
  // Closes the socket at once; pending operations fail.
  virtual void close() = 0;
  // True while neither data nor an end is waiting to be read: an idle connection that can be
  // reused.
  [[nodiscard]] virtual bool idle() = 0;
};

}  // namespace cloudx::net
