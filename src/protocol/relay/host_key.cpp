#include "protocol/relay/host_key.hpp"

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace {

constexpr std::string_view kType = "ssh-ed25519";
constexpr std::string_view kBegin = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
constexpr std::string_view kEnd = "-----END OPENSSH PRIVATE KEY-----\n";
constexpr std::size_t kLine = 70;
constexpr std::size_t kBlock = 8;  // what "none" pads to

void put_number(std::string& out, std::uint32_t value) {
  std::array<std::uint8_t, 4> bytes{};
  store_be32(bytes.data(), value);
  out += as_text(bytes);
}

// RFC 4251 section 5, "string".
void put_string(std::string& out, std::string_view text) {
  put_number(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

std::string public_blob(std::string_view public_key) {
  std::string blob;
  put_string(blob, kType);
  put_string(blob, public_key);
  return blob;
}

// The part that a passphrase would encrypt.
std::string private_part(const Secret& seed, std::string_view public_key) {
  std::string part;
  part.reserve(256);
  constexpr std::uint32_t kCheck = 0x636c6478;  // twice the same, to notice a wrong passphrase
  put_number(part, kCheck);
  put_number(part, kCheck);
  put_string(part, kType);
  put_string(part, public_key);
  put_number(part, static_cast<std::uint32_t>(seed.reveal().size() + public_key.size()));
  part.append(seed.reveal()).append(public_key);
  put_string(part, "");  // comment
  for (char padding = 1; part.size() % kBlock != 0; ++padding) part += padding;
  return part;
}

// PROTOCOL.key of OpenSSH.
Secret private_file(const Secret& seed, std::string_view public_key) {
  std::string blob;
  blob.reserve(512);
  blob.append("openssh-key-v1").push_back('\0');
  put_string(blob, "none");  // cipher
  put_string(blob, "none");  // key derivation
  put_string(blob, "");
  put_number(blob, 1);  // keys
  put_string(blob, public_blob(public_key));
  std::string secret_part = private_part(seed, public_key);
  put_string(blob, secret_part);
  std::string encoded = base64(as_bytes(blob));
  std::string file;
  file.reserve(1024);
  file += kBegin;
  for (std::size_t at = 0; at < encoded.size(); at += kLine) {
    file.append(encoded, at, kLine).push_back('\n');
  }
  file += kEnd;
  wipe(secret_part);
  wipe(blob);
  wipe(encoded);
  return Secret(std::move(file));
}

}  // namespace

HostKey derive_host_key(const Secret& secret, std::string_view client_token) {
  const Secret seed = derive_key(secret, fmt::format("cloudx-relay-v2 host key {}", client_token));
  const auto public_key = ed25519_public_key(as_bytes(seed.reveal()));
  const std::string_view public_text = as_text(public_key);
  const std::string blob = public_blob(public_text);
  return {fmt::format("{} {}", kType, base64(as_bytes(blob))), private_file(seed, public_text)};
}

}  // namespace cloudx::relay
