#pragma once
// Checks DPoP proofs (RFC 9449 section 4.3) without any code of the client that makes them.

#include <expected>
#include <string>
#include <string_view>

#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

struct DpopProof {
  std::string key_thumbprint;  // RFC 7638 with SHA-256, base64url
  std::string id;              // "jti"
};

// A proof for a POST to `url` at `now`, or what is wrong with it.
[[nodiscard]] std::expected<DpopProof, std::string> check_dpop(std::string_view proof,
                                                               std::string_view url, Time now);

// base64url without padding; "" for what is none.
[[nodiscard]] std::string decode_base64url(std::string_view text);
[[nodiscard]] std::string encode_base64url(std::string_view bytes);
// Of the public key with these coordinates (base64url).
[[nodiscard]] std::string key_thumbprint(std::string_view x, std::string_view y);

}  // namespace cloudx::sandbox
