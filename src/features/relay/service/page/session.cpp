#include "features/relay/service/page/session.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace {

constexpr std::string_view kCookie = "cloudx-relay-operator";

// "EXPIRES.ID" is what a token says.
std::string mac_of(std::string_view claim, const Secret& key) {
  const std::string text = fmt::format("cloudx-relay operator session\n{}", claim);
  return hex(hmac_sha256(as_bytes(key.reveal()), as_bytes(text)));
}

std::string cookie(std::string_view value, std::chrono::seconds life, bool secure) {
  return fmt::format("{}={}; Path=/operator; Max-Age={}; HttpOnly; SameSite=Strict{}", kCookie,
                     value, life.count(), secure ? "; Secure" : "");
}

// Takes what is before the next ';' off the front of a Cookie header.
std::string_view take_cookie(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const std::string_view pair = rest.substr(0, rest.find(';'));
  rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
  return pair;
}

}  // namespace

Secret session_key(const Secret& own, const Secret& password) {
  return derive_key(derive_key(own, "cloudx-relay operator session"), password.reveal());
}

bool is_password(std::string_view given, const Secret& password, const Secret& key) {
  const Sha256Digest theirs = hmac_sha256(as_bytes(key.reveal()), as_bytes(given));
  const Sha256Digest ours = hmac_sha256(as_bytes(key.reveal()), as_bytes(password.reveal()));
  return equal_in_constant_time(as_text(theirs), as_text(ours));
}

std::string new_session_token(const Secret& key, Timestamp now) {
  std::array<std::uint8_t, 32> id{};
  random_bytes(id);
  const Timestamp expires = now + kSessionLife;
  const std::string claim = fmt::format("{}.{}", expires.time_since_epoch().count(), hex(id));
  return fmt::format("{}.{}", claim, mac_of(claim, key));
}

bool is_session_token(std::string_view token, const Secret& key, Timestamp now) {
  const std::size_t dot = token.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view claim = token.substr(0, dot);
  if (!equal_in_constant_time(mac_of(claim, key), token.substr(dot + 1))) return false;
  std::int64_t expires = 0;
  std::from_chars(claim.data(), claim.data() + claim.size(), expires);
  return now.time_since_epoch().count() < expires;
}

std::string session_cookie(std::string_view token, bool secure) {
  return cookie(token, kSessionLife, secure);
}

std::string no_session_cookie(bool secure) {
  return cookie("", std::chrono::seconds(0), secure);
}

bool has_session(const std::vector<HttpHeader>& headers, const Secret& key, Timestamp now) {
  std::string_view rest = find_header(headers, "Cookie");
  while (!rest.empty()) {
    const std::string_view pair = take_cookie(rest);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != kCookie) continue;
    if (is_session_token(pair.substr(equals + 1), key, now)) return true;
  }
  return false;
}

}  // namespace cloudx::relay
