#pragma once
// The server's side of Signature Version 4 (AWS General Reference, "Signing AWS API requests"):
// written on its own, so that a client's mistake can not be repeated here.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "sandbox/world/credentials.hpp"

namespace cloudx::sandbox {

enum class Verdict : std::uint8_t {
  valid,
  missing,      // no Authorization header
  malformed,    // an Authorization header that is not of this form, or a header left unsigned
  wrong_scope,  // made for another service
  unknown_key,
  wrong_token,  // the security token does not belong to the key
  expired_token,
  skewed,  // X-Amz-Date more than 5 minutes away
  wrong_signature,
};

struct Signature {
  Verdict verdict = Verdict::missing;
  const AccessKey* key = nullptr;  // set from wrong_token on
  std::string key_id;              // as claimed
  std::string region;              // as claimed
};

[[nodiscard]] Signature verify_signature(const HttpRequest& request, std::string_view service,
                                         const CredentialStore& keys, Time now);

// The canonical request that the signature is over; for tests.
[[nodiscard]] std::string canonical_request(const HttpRequest& request,
                                            std::string_view signed_headers);

}  // namespace cloudx::sandbox
