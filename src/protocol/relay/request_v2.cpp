#include "protocol/relay/request_v2.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace cloudx::relay {

namespace {

constexpr std::string_view kScheme = "CLOUDX-RELAY-V2 ";
constexpr std::size_t kMacSize = 32;
constexpr std::size_t kMaxHeader = 512;

std::string mac_of(const Secret& key, std::string_view text) {
  return base64(hmac_sha256(as_bytes(key.reveal()), as_bytes(text)));
}

std::string body_digest(std::string_view body) {
  return hex(sha256(as_bytes(body)));
}

bool is_base64_of(std::string_view text, std::size_t size) {
  const auto bytes = unbase64(text);
  return bytes && bytes->size() == size;
}

// "NAME=VALUE, " off the front of `rest`; the last field has no comma. Fields stand in one order,
// so none is there twice.
std::optional<std::string_view> take_field(std::string_view& rest, std::string_view name,
                                           bool last) {
  if (!rest.starts_with(name) || !rest.substr(name.size()).starts_with('=')) return std::nullopt;
  rest.remove_prefix(name.size() + 1);
  const std::size_t end = last ? rest.size() : rest.find(", ");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view value = rest.substr(0, end);
  rest.remove_prefix(last ? end : end + 2);
  return value;
}

// Unix seconds in their shortest form.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || value < 0 || fmt::format("{}", value) != text) return std::nullopt;
  return value;
}

}  // namespace

std::string request_mac(const SignedRequest& request, std::string_view body, const Secret& key) {
  return mac_of(key, fmt::format("cloudx-relay-v2 request\n{}\n{}\n{}\n{}\n{}\n{}\n{}",
                                 request.method, request.path, request.id, name_of(request.role),
                                 request.time, request.nonce, body_digest(body)));
}

std::string authorization_header(const SignedRequest& request, std::string_view mac) {
  return fmt::format("{}id={}, role={}, time={}, nonce={}, mac={}", kScheme, request.id,
                     name_of(request.role), request.time, request.nonce, mac);
}

std::string response_mac(std::string_view request_mac, int status, std::string_view body,
                         const Secret& key) {
  return mac_of(key, fmt::format("cloudx-relay-v2 response\n{}\n{}\n{}", request_mac, status,
                                 body_digest(body)));
}

std::optional<Token> parse_authorization(std::string_view header) {
  if (header.size() > kMaxHeader || !header.starts_with(kScheme)) return std::nullopt;
  header.remove_prefix(kScheme.size());
  const auto id = take_field(header, "id", false);
  const auto role_name = id ? take_field(header, "role", false) : std::nullopt;
  const auto seconds = role_name ? take_field(header, "time", false) : std::nullopt;
  const auto nonce = seconds ? take_field(header, "nonce", false) : std::nullopt;
  const auto mac = nonce ? take_field(header, "mac", true) : std::nullopt;
  if (!mac) return std::nullopt;
  const auto role = parse_role(*role_name);
  const auto time = parse_seconds(*seconds);
  if (!valid_id(*id) || !role || !time || !is_base64_of(*nonce, kNonceSize) ||
      !is_base64_of(*mac, kMacSize)) {
    return std::nullopt;
  }
  Token token;
  token.request.id = *id;
  token.request.role = *role;
  token.request.time = *time;
  token.request.nonce = *nonce;
  token.mac = *mac;
  return token;
}

}  // namespace cloudx::relay
