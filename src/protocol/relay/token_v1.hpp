#pragma once
// Version 1 of the relay protocol: that of mroi/aws-ssh-proxy (index.php and proxy/common of that
// repository). docs/relay-protocol.md has version 2.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::relay::v1 {

using Nonce = std::array<std::uint8_t, 10>;
inline constexpr std::size_t kTokenSize = 56;  // base64 of 42 bytes, never padded

// base64(nonce || HMAC-SHA256(key, nonce || text)).
[[nodiscard]] std::string make_token(const Secret& key, const Nonce& nonce, std::string_view text);
// What a request's token covers: COMMAND "?" ID.
[[nodiscard]] std::string request_text(std::string_view command, std::string_view id);
// "/COMMAND?ID&TOKEN": the token stands there raw, "+" and "/" not percent-encoded.
[[nodiscard]] std::string request_target(std::string_view command, std::string_view id,
                                         std::string_view token);
// Deletes everything outside [A-Za-z0-9-], as the original does before it computes the MAC.
[[nodiscard]] std::string clean_id(std::string_view id);

struct Request {
  std::string command;  // the whole path, slashes trimmed at both ends
  std::string id;       // cleaned
  Nonce nonce{};
};
// Takes a request target apart and checks its token, in constant time. nullopt: not genuine (401).
[[nodiscard]] std::optional<Request> check_request(std::string_view target, const Secret& key);

// "ADDRESS TOKEN\n".
[[nodiscard]] std::string make_response(const Secret& key, const Nonce& nonce,
                                        std::string_view address);
// The address of an answer to the request with `nonce`; "" for an empty answer. Errc::protocol: the
// token is wrong, or the address is none.
[[nodiscard]] Result<std::string> read_response(std::string_view body, const Secret& key,
                                                const Nonce& nonce);

}  // namespace cloudx::relay::v1
