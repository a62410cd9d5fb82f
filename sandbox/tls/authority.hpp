#pragma once
// A certificate authority of the sandbox's own, made at every start; its key is never written down.

#include <string>

namespace cloudx::sandbox {

struct ServerCertificate {
  std::string certificate_pem;
  std::string private_key_pem;
};

struct Authority {
  std::string ca_pem;        // what clients are to trust: AWS_CA_BUNDLE
  ServerCertificate server;  // for localhost, 127.0.0.1 and ::1
};

// An ECDSA P-256 authority and a server certificate by it, valid for a week. Throws
// std::runtime_error if OpenSSL can not do it.
[[nodiscard]] Authority make_authority();

}  // namespace cloudx::sandbox
