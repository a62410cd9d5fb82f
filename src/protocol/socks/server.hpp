#pragma once
// The server's end of SOCKS, from a client's first byte to the reply to its request: version 5
// (RFC 1928) without authentication, version 4 ("SOCKS: A protocol for TCP proxy across firewalls",
// Ying-Da Lee) and its extension 4A, in which the server resolves the name. CONNECT is the only
// command; BIND and UDP ASSOCIATE are refused.
//
//   take() until destination() is set, answer() to the client after each take();
//   granted() or refused() to the client; from then on all bytes are the connection's.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace cloudx::socks {

struct Destination {
  // An address (IPv6 without brackets, RFC 5952), or a name as the client wrote it: 1 to 255
  // printable characters of ASCII.
  std::string host;
  std::uint16_t port = 0;  // never 0

  friend bool operator==(const Destination&, const Destination&) = default;
};

// The replies of RFC 1928, section 6; version 4 has one for all of them.
enum class Refusal : std::uint8_t {
  general_failure = 1,
  not_allowed = 2,
  network_unreachable = 3,
  host_unreachable = 4,
  connection_refused = 5,
  ttl_expired = 6,
  command_not_supported = 7,
  address_type_not_supported = 8,
};

class Server {
 public:
  // Bytes of the longest negotiation: a request of version 4A with a user and a name of 255 bytes
  // each. That of version 5, with 255 methods and such a name, has one less.
  static constexpr std::size_t kMaxSize = 8 + 256 + 256;

  // Bytes of the client, cut anywhere. Returns how many of them are part of the negotiation: all
  // but those behind the request, which the client means for its destination. After an error the
  // connection is to be closed once answer() was written; a further call returns 0. Errors:
  // protocol (this is no SOCKS, or not in order), unsupported (a command, an address type, or
  // authentication that there is none of).
  [[nodiscard]] Result<std::size_t> take(ByteView bytes);

  // What the client is to be told now; each byte is returned once. Empty where it is not its turn.
  [[nodiscard]] Bytes answer();

  // Set when the request is complete and can be tried.
  [[nodiscard]] const std::optional<Destination>& destination() const { return destination_; }

  // The reply to the request, once destination() is set. The address in it is 0.0.0.0:0: which one
  // the far end dials from is not known here.
  [[nodiscard]] Bytes granted() const;
  [[nodiscard]] Bytes refused(Refusal reason) const;

 private:
  enum class Stage : std::uint8_t { version, methods, request5, request4, over };

  // Each looks at what has been taken of its message, and goes on to the next stage when that is
  // complete.
  Result<void> advance();
  Result<void> read_version();
  Result<void> read_methods();
  Result<void> read_request5();
  Result<void> read_request4();

  Result<void> ask_for(std::string host, std::uint16_t port);
  [[nodiscard]] std::unexpected<Error> refuse(Refusal reason, Errc kind, std::string message);
  [[nodiscard]] Bytes reply(std::uint8_t code5, std::uint8_t code4) const;

  Stage stage_ = Stage::version;
  std::uint8_t version_ = 0;
  Bytes message_;  // what has been taken of the one that is not complete
  Bytes answer_;
  std::optional<Destination> destination_;
};

}  // namespace cloudx::socks
