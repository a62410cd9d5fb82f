#pragma once
// Tokens of version 2 requests and answers (docs/relay-protocol.md). Pure: time and nonces come in.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "base/timestamp.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

inline constexpr std::chrono::seconds kClockWindow{300};
inline constexpr std::size_t kNonceSize = 16;
inline constexpr std::string_view kResponseMacHeader = "Cloudx-Relay-Mac";

// What the MAC of a request covers.
struct SignedRequest {
  std::string method;
  std::string path;  // "/v2/COMMAND"
  std::string id;
  Role role = Role::connect;
  std::int64_t time = 0;  // Unix seconds
  std::string nonce;      // base64 of kNonceSize bytes
};

// base64 of the MAC.
[[nodiscard]] std::string request_mac(const SignedRequest& request, std::string_view body,
                                      const Secret& key);
[[nodiscard]] std::string authorization_header(const SignedRequest& request, std::string_view mac);
[[nodiscard]] std::string response_mac(std::string_view request_mac, int status,
                                       std::string_view body, const Secret& key);

struct Token {
  SignedRequest request;  // method and path are for the caller to set
  std::string mac;
};
// Reads an Authorization header strictly: every field once, ids, numbers and base64 as they must
// be, nothing else. nullopt for anything else.
[[nodiscard]] std::optional<Token> parse_authorization(std::string_view header);

}  // namespace cloudx::relay
