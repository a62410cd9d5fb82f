#pragma once
// The operator's session: a signed token in a cookie, which every node can check and none keeps.
// Pure: time comes in.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/secret.hpp"
#include "base/timestamp.hpp"

namespace cloudx::relay {

inline constexpr std::chrono::hours kSessionLife{12};

// What tokens are signed with. It follows from the password, so another password ends every
// session. `own` is the service's own secret (ServiceSecrets::own).
[[nodiscard]] Secret session_key(const Secret& own, const Secret& password);

// Compares in constant time: it tells nothing of `password`, not even its length.
[[nodiscard]] bool is_password(std::string_view given, const Secret& password, const Secret& key);

// EXPIRES.ID.MAC: Unix time, 32 random bytes, and HMAC-SHA256 of both; the last two in hexadecimal.
[[nodiscard]] std::string new_session_token(const Secret& key, Timestamp now);
[[nodiscard]] bool is_session_token(std::string_view token, const Secret& key, Timestamp now);

// Set-Cookie's value. `secure`: the browser came by HTTPS.
[[nodiscard]] std::string session_cookie(std::string_view token, bool secure);
[[nodiscard]] std::string no_session_cookie(bool secure);
// Whether one of the request's cookies is the token of a session (RFC 6265 section 5.4: there may
// be several of the same name).
[[nodiscard]] bool has_session(const std::vector<HttpHeader>& headers, const Secret& key,
                               Timestamp now);

}  // namespace cloudx::relay
