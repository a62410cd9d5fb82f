#pragma once
// What is sent over the measured connection. One end, the sender, writes `messages` of data_size;
// the other writes one of answer_size back for each. At most `window` are unanswered.

#include <cstddef>
#include <cstdint>
#include <functional>

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

// Tells on which port of 127.0.0.1 the server listens.
using TellPort = std::function<void(std::uint16_t)>;

// Beast alone, one write for each message. The server serves one connection to its end; the client
// returns the seconds from the open websocket to the last message.
void serve_plain(const sandbox::ServerCertificate& certificate, const Load& load,
                 const TellPort& listening);
[[nodiscard]] double run_plain(std::uint16_t port, const Load& load);

// The same through net::WebSocket, many messages with one write.
void serve_batched(const sandbox::ServerCertificate& certificate, const Load& load,
                   const TellPort& listening);
[[nodiscard]] double run_batched(std::uint16_t port, const Load& load);

}  // namespace cloudx::bench
