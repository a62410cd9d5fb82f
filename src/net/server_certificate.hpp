#pragma once
// What a TLS server shows and proves itself with. Nothing here asks for a pass phrase: OpenSSL
// would do that on the terminal of whoever started the service, which then stands still.

#include <chrono>
#include <memory>
#include <string>

#include <openssl/types.h>

#include "base/error.hpp"

namespace cloudx::net {

struct ServerCertificate {
  std::string chain_pem;
  std::string private_key_pem;
  // Where they are from, for messages.
  std::string chain_name = "the server's certificate";
  std::string key_name = "the server's key";
};

struct FreeSslContext {
  void operator()(SSL_CTX* context) const;
};
using SslContext = std::unique_ptr<SSL_CTX, FreeSslContext>;

// TLS 1.2 or later. Errc::configuration: empty, not PEM, encrypted, or not belonging together.
[[nodiscard]] Result<SslContext> server_context(const ServerCertificate& certificate);

struct Validity {
  std::chrono::sys_seconds from;
  std::chrono::sys_seconds to;
};
// When all certificates of the chain are valid.
[[nodiscard]] Validity validity(SSL_CTX* server_context);

}  // namespace cloudx::net
