#pragma once
// Proofs that a request comes from the holder of a private key (RFC 9449, DPoP): a JSON Web
// Signature (RFC 7515, compact form) with ES256, that is ECDSA on P-256 with SHA-256 (RFC 7518
// section 3.4). (pure)

#include <memory>
#include <string>
#include <string_view>

#include <openssl/types.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

// What a proof is about (RFC 9449 section 4.2).
struct DpopClaims {
  std::string_view method;  // "POST"
  std::string_view url;     // of the request, without query and fragment
  Timestamp issued_at;
  std::string_view id;  // differs from proof to proof: a UUID
};

class DpopKey {
 public:
  // `pem` is SEC1 ("EC PRIVATE KEY") or PKCS#8 ("PRIVATE KEY"), not encrypted. Errc::credentials
  // for anything but a private key on P-256; the message holds nothing of it.
  [[nodiscard]] static Result<DpopKey> parse(const Secret& pem);

  // The value of the header "DPoP". The public key is in it.
  [[nodiscard]] std::string proof(const DpopClaims& claims) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const;
  };
  explicit DpopKey(std::unique_ptr<EVP_PKEY, Free> key) : key_(std::move(key)) {}

  std::unique_ptr<EVP_PKEY, Free> key_;
};

}  // namespace cloudx::aws
