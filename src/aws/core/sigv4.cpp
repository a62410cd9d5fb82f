#include "aws/core/sigv4.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/core/text.hpp"
#include "base/encoding.hpp"

namespace cloudx::aws {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

void replace_header(std::vector<HttpHeader>& headers, std::string_view name, std::string value) {
  std::erase_if(headers, [&](const HttpHeader& h) { return lower(h.name) == lower(name); });
  headers.push_back({std::string(name), std::move(value)});
}

std::vector<HttpHeader> headers_to_sign(const HttpRequest& request) {
  std::vector<HttpHeader> headers;
  for (const HttpHeader& header : request.headers) {
    const bool host = lower(header.name) == "host";
    if (is_signable(header.name) && !host) headers.push_back(header);
  }
  headers.push_back({"host", request.url.authority()});
  return headers;
}

std::string sign_canonical(const Credentials& credentials, const SigningScope& scope,
                           std::string_view canonical) {
  return signature(signing_key(credentials.secret_access_key, scope),
                   string_to_sign(scope, canonical));
}

}  // namespace

std::string SigningScope::text() const {
  return fmt::format("{}/{}/{}/aws4_request", amz_date(time).substr(0, 8), region, service);
}

std::string payload_hash(std::string_view body) {
  return hex(sha256(as_bytes(body)));
}

std::string string_to_sign(const SigningScope& scope, std::string_view canonical_request) {
  return fmt::format("{}\n{}\n{}\n{}", kAlgorithm, amz_date(scope.time), scope.text(),
                     payload_hash(canonical_request));
}

Sha256Digest signing_key(const Secret& secret_access_key, const SigningScope& scope) {
  const Secret first(fmt::format("AWS4{}", secret_access_key.reveal()));
  const std::string date = amz_date(scope.time).substr(0, 8);
  Sha256Digest key = hmac_sha256(as_bytes(first.reveal()), as_bytes(date));
  key = hmac_sha256(key, as_bytes(scope.region));
  key = hmac_sha256(key, as_bytes(scope.service));
  return hmac_sha256(key, as_bytes("aws4_request"));
}

std::string signature(const Sha256Digest& key, std::string_view string_to_sign) {
  return hex(hmac_sha256(key, as_bytes(string_to_sign)));
}

void sign(HttpRequest& request, const Credentials& credentials, const SigningScope& scope,
          const SigningOptions& options) {
  const std::string body_hash =
      options.unsigned_payload ? std::string(kUnsignedPayload) : payload_hash(request.body);
  replace_header(request.headers, "X-Amz-Date", amz_date(scope.time));
  std::erase_if(request.headers,
                [](const HttpHeader& h) { return lower(h.name) == "x-amz-security-token"; });
  if (!credentials.session_token.empty()) {
    request.headers.push_back(
        {"X-Amz-Security-Token", std::string(credentials.session_token.reveal())});
  }
  if (options.send_payload_hash) {
    replace_header(request.headers, "X-Amz-Content-SHA256", body_hash);
  }
  const std::vector<HttpHeader> signed_headers = headers_to_sign(request);
  const std::string canonical = canonical_request(request.method, request.url.target,
                                                  signed_headers, body_hash, options.path_style);
  replace_header(
      request.headers, "Authorization",
      fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                  credentials.access_key_id, scope.text(), canonical_headers(signed_headers).names,
                  sign_canonical(credentials, scope, canonical)));
}

Url presign(const HttpRequest& request, const Credentials& credentials, const SigningScope& scope,
            std::chrono::seconds expires) {
  const std::vector<HttpHeader> signed_headers = headers_to_sign(request);
  Url url = request.url;
  url.target += fmt::format(
      "{}X-Amz-Algorithm={}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}"
      "&X-Amz-SignedHeaders={}",
      url.target.contains('?') ? '&' : '?', kAlgorithm,
      percent_encode(fmt::format("{}/{}", credentials.access_key_id, scope.text())),
      amz_date(scope.time), expires.count(),
      percent_encode(canonical_headers(signed_headers).names));
  if (!credentials.session_token.empty()) {
    url.target +=
        fmt::format("&X-Amz-Security-Token={}", percent_encode(credentials.session_token.reveal()));
  }
  const std::string canonical =
      canonical_request(request.method, url.target, signed_headers, payload_hash(request.body));
  url.target += fmt::format("&X-Amz-Signature={}", sign_canonical(credentials, scope, canonical));
  return url;
}

}  // namespace cloudx::aws
