#pragma once
// The sign-in service of the console: one user who has logged in with `aws login`, and his refresh
// token, which is bound to the key of that login (RFC 9449).

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "sandbox/world/clock.hpp"

namespace cloudx::sandbox {

struct SignInLogin {
  std::string arn;
  std::string key_thumbprint;  // RFC 7638, base64url
  std::string refresh_token;
  // The token before it, and what was answered to it, for as long as the service repeats that.
  std::string former_token;
  std::string former_answer;
  Time renewed;
};

struct SignIn {
  // Settings, changed by apply_patch().
  Duration lifetime = std::chrono::minutes(15);  // of credentials
  Duration repeat{};                   // how long a used refresh token gives the same answer
  std::optional<std::string> refusal;  // every renewal fails with this error

  std::optional<SignInLogin> login;
  std::map<std::string, std::string, std::less<>> proofs;  // seen so far, by "jti"
};

// {"lifetime_ms": 60000, "repeat_ms": 0, "refusal": "TOKEN_EXPIRED"} (or null). Errc::usage for
// anything else, and then nothing is changed.
[[nodiscard]] Result<void> apply_patch(SignIn& sign_in, const boost::json::object& patch);

}  // namespace cloudx::sandbox
