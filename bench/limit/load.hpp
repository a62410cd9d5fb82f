#pragma once
// What is sent over the measured connection. One end, the sender, writes `messages` of data_size;
// the other writes one of answer_size back for each. At most `window` are unanswered.

#include <cstddef>
#include <cstdint>

#include "sandbox/tls/authority.hpp"

namespace cloudx::bench {

struct Load {
  bool upload = true;          // the client (it connects, and masks) is the sender
  std::uint64_t messages = 0;  // of data
  std::size_t data_size = 0;   // bytes of a websocket message
  std::size_t answer_size = 0;
  std::uint64_t window = 1024;
};

// Both ends run in processes of their own, one thread each, over TLS 1.3 on loopback. Errors are
// thrown: a measurement that fails has no result.

// Serves one connection on `listener`, a listening TCP socket, to its end.
void serve_load(int listener, const sandbox::ServerCertificate& certificate, const Load& load);

// Seconds from the open websocket to the last message.
[[nodiscard]] double run_load(std::uint16_t port, const Load& load);

}  // namespace cloudx::bench
