#include "sandbox/api/signature.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::chrono::minutes kTolerance{5};

struct Authorization {
  std::string key_id;
  std::string date;
  std::string region;
  std::string service;
  std::string signed_headers;
  std::string signature;
};

// The value of "Name=" in "Credential=..., SignedHeaders=..., Signature=...".
std::string parameter(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(fmt::format("{}=", name));
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + name.size() + 1);
  return std::string(text.substr(0, text.find_first_of(", ")));
}

std::optional<Authorization> parse_authorization(std::string_view text) {
  if (!text.starts_with(kAlgorithm)) return std::nullopt;
  const std::string credential = parameter(text, "Credential");
  std::array<std::string, 5> parts;
  std::string_view rest = credential;
  for (std::string& part : parts) {
    const std::size_t slash = rest.find('/');
    part = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  Authorization out{parts[0],
                    parts[1],
                    parts[2],
                    parts[3],
                    parameter(text, "SignedHeaders"),
                    parameter(text, "Signature")};
  if (!rest.empty() || parts[4] != "aws4_request" || out.key_id.empty() || out.signature.empty()) {
    return std::nullopt;
  }
  return out;
}

// "YYYYMMDDTHHMMSSZ".
std::optional<Timestamp> parse_amz_date(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) {
    return std::string(text.substr(at, size));
  };
  return parse_iso8601(fmt::format("{}-{}-{}T{}:{}:{}Z", part(0, 4), part(4, 2), part(6, 2),
                                   part(9, 2), part(11, 2), part(13, 2)));
}

// Host, X-Amz-Date and every other X-Amz-* header must be covered.
bool covers_required_headers(const HttpRequest& request, std::string_view signed_headers) {
  const std::string list = fmt::format(";{};", signed_headers);
  const auto covered = [&](std::string_view name) {
    return list.contains(fmt::format(";{};", name));
  };
  return covered("host") && covered("x-amz-date") &&
         std::ranges::all_of(request.headers, [&](const HttpHeader& header) {
           std::string name = header.name;
           std::ranges::transform(name, name.begin(), [](unsigned char c) {
             return static_cast<char>(std::tolower(c));
           });
           return !name.starts_with("x-amz-") || covered(name);
         });
}

std::string expected_signature(const HttpRequest& request, const Authorization& claim,
                               std::string_view amz_date, const Secret& secret) {
  const std::string scope =
      fmt::format("{}/{}/{}/aws4_request", claim.date, claim.region, claim.service);
  const std::string canonical = canonical_request(request, claim.signed_headers);
  const std::string to_sign =
      fmt::format("{}\n{}\n{}\n{}", kAlgorithm, amz_date, scope, hex(sha256(as_bytes(canonical))));
  std::string first = "AWS4" + std::string(secret.reveal());
  Sha256Digest key = hmac_sha256(as_bytes(first), as_bytes(claim.date));
  wipe(first);
  key = hmac_sha256(key, as_bytes(claim.region));
  key = hmac_sha256(key, as_bytes(claim.service));
  key = hmac_sha256(key, as_bytes("aws4_request"));
  return hex(hmac_sha256(key, as_bytes(to_sign)));
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Signature verify_signature(const HttpRequest& request, std::string_view service,
                           const CredentialStore& keys, Time now) {
  Signature result;
  const std::string_view header = find_header(request.headers, "authorization");
  if (header.empty()) return result;
  const auto answer = [&](Verdict verdict) {
    result.verdict = verdict;
    return result;
  };
  const std::optional<Authorization> claim = parse_authorization(header);
  const std::string_view amz_date = find_header(request.headers, "x-amz-date");
  const std::optional<Timestamp> date = parse_amz_date(amz_date);
  if (!claim || !date || !amz_date.starts_with(claim->date) ||
      !covers_required_headers(request, claim->signed_headers)) {
    return answer(Verdict::malformed);
  }
  result.key_id = claim->key_id;
  result.region = claim->region;
  if (claim->service != service) return answer(Verdict::wrong_scope);
  const AccessKey* key = keys.find(claim->key_id);
  if (key == nullptr) return answer(Verdict::unknown_key);
  result.key = key;
  const std::string_view token = find_header(request.headers, "x-amz-security-token");
  if (!equal_in_constant_time(token, key->session_token.reveal())) {
    return answer(Verdict::wrong_token);
  }
  if (std::chrono::abs(to_seconds(now) - *date) > kTolerance) return answer(Verdict::skewed);
  if (!equal_in_constant_time(claim->signature,
                              expected_signature(request, *claim, amz_date, key->secret))) {
    return answer(Verdict::wrong_signature);
  }
  if (key->expires && now >= *key->expires) return answer(Verdict::expired_token);
  return answer(Verdict::valid);
}

}  // namespace cloudx::sandbox
