#include "protocol/relay/token_v1.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/ip_address.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay::v1 {

namespace {

std::string_view trimmed(std::string_view text, std::string_view what) {
  const std::size_t first = text.find_first_not_of(what);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(what) - first + 1);
}

}  // namespace

std::string make_token(const Secret& key, const Nonce& nonce, std::string_view text) {
  Bytes message(nonce.begin(), nonce.end());
  message.insert(message.end(), text.begin(), text.end());
  const Sha256Digest mac = hmac_sha256(as_bytes(key.reveal()), message);
  Bytes token(nonce.begin(), nonce.end());
  token.insert(token.end(), mac.begin(), mac.end());
  return base64(token);
}

std::string request_text(std::string_view command, std::string_view id) {
  return fmt::format("{}?{}", command, id);
}

std::string request_target(std::string_view command, std::string_view id, std::string_view token) {
  return fmt::format("/{}?{}&{}", command, id, token);
}

std::string clean_id(std::string_view id) {
  std::string clean;
  std::ranges::copy_if(id, std::back_inserter(clean), is_id_character);
  return clean;
}

std::optional<Request> check_request(std::string_view target, const Secret& key) {
  const std::size_t question = target.find('?');
  if (question == std::string_view::npos) return std::nullopt;
  Request request;
  request.command = trimmed(target.substr(0, question), "/");
  const std::string_view query = target.substr(question + 1);
  const std::size_t ampersand = query.find('&');
  if (ampersand == std::string_view::npos) return std::nullopt;
  request.id = clean_id(query.substr(0, ampersand));
  std::string_view token = query.substr(ampersand + 1);
  token = token.substr(0, token.find('&'));
  const auto bytes = unbase64(token);
  if (token.size() != kTokenSize || !bytes) return std::nullopt;
  std::copy_n(bytes->begin(), request.nonce.size(), request.nonce.begin());
  const std::string genuine =
      make_token(key, request.nonce, request_text(request.command, request.id));
  if (!equal_in_constant_time(genuine, token)) return std::nullopt;
  return request;
}

std::string make_response(const Secret& key, const Nonce& nonce, std::string_view address) {
  return fmt::format("{} {}\n", address, make_token(key, nonce, address));
}

Result<std::string> read_response(std::string_view body, const Secret& key, const Nonce& nonce) {
  const std::string_view line = trimmed(body, "\r\n");
  if (line.empty()) return std::string();
  const std::size_t blank = line.find(' ');
  std::string address(line.substr(0, blank));
  const std::string_view token =
      blank == std::string_view::npos ? std::string_view() : line.substr(blank + 1);
  if (!equal_in_constant_time(make_token(key, nonce, address), token)) {
    return fail(Errc::protocol,
                "the answer of the relay service is not genuine: its token is "
                "wrong (is the key the service's?)");
  }
  if (!is_ip_address(address)) {
    return fail(Errc::protocol, "the relay service names an address that is none");
  }
  return address;
}

}  // namespace cloudx::relay::v1
