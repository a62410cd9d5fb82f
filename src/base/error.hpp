#pragma once
// What went wrong, for code (kind, service_code) and for a person (message).

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace cloudx {

enum class Errc : std::uint8_t {
  usage,          // the caller's arguments are wrong; nothing was tried
  configuration,  // a configuration file says something that cannot be followed
  credentials,    // no usable credentials
  not_found,      // the named thing does not exist
  io,             // a local file or process failed
  resolve,        // the host name has no address
  connect,        // no connection to the host, or it broke
  tls,            // no trusted TLS connection
  proxy,          // the HTTP proxy refused
  http,           // the peer does not speak HTTP properly
  service,        // AWS answered with an error: see service_code
  protocol,       // the peer broke the protocol above HTTP
  timeout,        // the time allowed ran out
  interrupted,    // the user or a signal ended it
  closed,         // the other side ended it in an orderly way
  unsupported,
};

// `message` is one sentence without a full stop, and holds no secret.
struct Error {
  Errc kind = Errc::io;
  std::string message;
  // With Errc::service: AWS's own error code ("TargetNotConnected"), its text, the HTTP status and
  // the request id where the answer had one.
  std::string service_code;
  std::string service_message;
  int http_status = 0;
  std::string request_id;
  // An earlier attempt of the same call got no answer: it may have taken effect, whatever became of
  // this one.
  bool follows_silence = false;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] std::unexpected<Error> fail(Errc kind, std::string message);

// Returns the error with its message prefixed by what was being done: "context: message".
[[nodiscard]] std::unexpected<Error> fail(std::string_view context, Error error);

// strerror text of an errno value.
[[nodiscard]] std::string system_message(int errno_value);

}  // namespace cloudx
