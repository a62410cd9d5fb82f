#include "protocol/relay/keys.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"

namespace cloudx::relay {

namespace {

// Leaves no copy behind.
Secret take_secret(Sha256Digest& bytes) {
  Secret secret(std::string(as_text(bytes)));
  bytes.fill(0);
  return secret;
}

}  // namespace

std::string_view name_of(Role role) {
  return role == Role::connect ? "connect" : "forward";
}

std::optional<Role> parse_role(std::string_view name) {
  if (name == "connect") return Role::connect;
  if (name == "forward") return Role::forward;
  return std::nullopt;
}

bool is_id_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '-';
}

bool valid_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxId && std::ranges::all_of(id, is_id_character);
}

Secret new_master_key() {
  Sha256Digest bytes{};
  random_bytes(bytes);
  return take_secret(bytes);
}

Secret derive_key(const Secret& secret, std::string_view info) {
  // RFC 5869: without a salt it is as many zeros as the hash is long; one block is all there is.
  const Sha256Digest no_salt{};
  Sha256Digest extracted = hmac_sha256(no_salt, as_bytes(secret.reveal()));
  Bytes block = to_bytes(info);
  block.push_back(1);
  Sha256Digest key = hmac_sha256(extracted, block);
  extracted.fill(0);
  return take_secret(key);
}

Secret role_key(const Secret& master, Role role, std::string_view id) {
  return derive_key(master, fmt::format("cloudx-relay-v2 {} {}", name_of(role), id));
}

}  // namespace cloudx::relay
