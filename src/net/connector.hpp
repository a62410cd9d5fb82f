#pragma once
// Opens connections: name resolution, proxy, TLS.

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "async/deadline.hpp"
#include "base/error.hpp"
#include "base/url.hpp"
#include "net/proxy.hpp"
#include "net/stream.hpp"

namespace cloudx::net {

struct ConnectorOptions {
  std::string ca_file;  // PEM file that replaces the system's trusted roots; empty: tls_roots.hpp
  std::string ca_named_by = "AWS_CA_BUNDLE or ca_bundle";  // for messages about it
  ProxySettings proxy;                                     // all empty: always direct
};

class Connector {
 public:
  virtual ~Connector() = default;
  // A connection to the URL's host and port, TLS where the scheme is https or wss. A single address
  // or handshake that does not answer is given up after 15 s.
  // Errors: resolve, connect, proxy, tls, configuration, timeout, interrupted.
  virtual boost::asio::awaitable<Result<std::unique_ptr<Stream>>> open(
      Url url, async::Deadline deadline) = 0;
};

// Trusted roots are loaded with the first TLS connection, not before.
[[nodiscard]] std::unique_ptr<Connector> make_connector(ConnectorOptions options);

}  // namespace cloudx::net
