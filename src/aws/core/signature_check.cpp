// The server's half of Signature Version 4; declared in sigv4.hpp.

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "aws/core/sigv4.hpp"
#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

// "Credential=AKID/20231114/us-east-1/ssm/aws4_request"
bool take_credential(std::string_view value, Authorization& out) {
  const auto parts = split(value, '/');
  if (parts.size() != 5 || parts[4] != "aws4_request" || parts[1].size() != 8) return false;
  out.access_key_id = parts[0];
  out.date = parts[1];
  out.region = parts[2];
  out.service = parts[3];
  return !out.access_key_id.empty() && !out.region.empty() && !out.service.empty();
}

std::vector<HttpHeader> headers_named(const HttpRequest& request, std::string_view name) {
  std::vector<HttpHeader> found;
  for (const HttpHeader& header : request.headers) {
    if (lower(header.name) == name) found.push_back(header);
  }
  if (found.empty() && name == "host" && !request.url.host.empty()) {
    found.push_back({"host", request.url.authority()});
  }
  return found;
}

}  // namespace

std::optional<Authorization> parse_authorization(std::string_view header) {
  constexpr std::string_view kPrefix = "AWS4-HMAC-SHA256 ";
  if (!header.starts_with(kPrefix)) return std::nullopt;
  Authorization out;
  for (const std::string_view raw : split(header.substr(kPrefix.size()), ',')) {
    const std::string_view part = trim(raw);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = part.substr(0, equals);
    const std::string_view value = part.substr(equals + 1);
    if (name == "Credential") {
      if (!take_credential(value, out)) return std::nullopt;
    } else if (name == "SignedHeaders") {
      for (const std::string_view signed_name : split(value, ';')) {
        out.signed_headers.push_back(lower(signed_name));
      }
    } else if (name == "Signature") {
      out.signature = value;
    }
  }
  const bool complete =
      !out.access_key_id.empty() && !out.signed_headers.empty() && !out.signature.empty();
  return complete ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<std::string> expected_signature(const HttpRequest& request,
                                              const Authorization& authorization,
                                              const Secret& secret_access_key) {
  const auto time = parse_amz_date(find_header(request.headers, "x-amz-date"));
  if (!time || amz_date(*time).substr(0, 8) != authorization.date) return std::nullopt;
  const auto& names = authorization.signed_headers;
  if (std::ranges::find(names, "host") == names.end()) return std::nullopt;
  std::vector<HttpHeader> signed_headers;
  for (const std::string& name : names) {
    const auto found = headers_named(request, name);
    if (found.empty()) return std::nullopt;
    signed_headers.insert(signed_headers.end(), found.begin(), found.end());
  }
  const std::string canonical = canonical_request(request.method, request.url.target,
                                                  signed_headers, payload_hash(request.body));
  const SigningScope scope{*time, authorization.region, authorization.service};
  return signature(signing_key(secret_access_key, scope), string_to_sign(scope, canonical));
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<Timestamp> parse_amz_date(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  return parse_iso8601(fmt::format("{}-{}-{}T{}:{}:{}Z", text.substr(0, 4), text.substr(4, 2),
                                   text.substr(6, 2), text.substr(9, 2), text.substr(11, 2),
                                   text.substr(13, 2)));
}

}  // namespace cloudx::aws
