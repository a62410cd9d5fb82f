#pragma once
// Name resolution and the race over the addresses found (RFC 8305, "Happy Eyeballs").

#include <cstdint>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"

namespace cloudx::net {

// A connected socket with TCP_NODELAY set. Addresses are tried in turn, families interleaved, the
// next one 250 ms after the last or as soon as it failed; the first connection wins.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> dial(std::string host,
                                                                  std::uint16_t port,
                                                                  async::Deadline deadline);

}  // namespace cloudx::net
