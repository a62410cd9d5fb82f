#pragma once
// What a client asks of a relay service, whichever version of the protocol it speaks.

#include <cstdint>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "protocol/relay/endpoint_view.hpp"

namespace cloudx::relay {

// Errors of all calls: those of net::HttpClient; credentials (the key or the role does not open
// this), service (it cannot now; http_status is set), protocol (the answer is not genuine).
class RelayService {
 public:
  virtual ~RelayService() = default;

  // A version 1 service answers when the relay runs, version 2 at once.
  virtual boost::asio::awaitable<Result<EndpointView>> launch(async::Deadline deadline) = 0;
  virtual boost::asio::awaitable<Result<EndpointView>> status(async::Deadline deadline) = 0;
  // Returns when the endpoint's version is another than `seen` (none: at once), and with the same
  // one after a while. `attached`: the relay is in use by this client. One attempt, no repetition.
  virtual boost::asio::awaitable<Result<EndpointView>> wait(std::optional<std::uint64_t> seen,
                                                            bool attached,
                                                            async::Deadline deadline) = 0;
  virtual boost::asio::awaitable<Result<void>> terminate(async::Deadline deadline) = 0;
  // Ends what launch() has launched for this client, unless another client has asked for it since;
  // a service of version 1 cannot tell and ends it.
  virtual boost::asio::awaitable<Result<void>> give_up(async::Deadline deadline) = 0;
};

}  // namespace cloudx::relay
