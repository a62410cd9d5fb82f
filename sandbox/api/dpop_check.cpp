#include "sandbox/api/dpop_check.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/crypto.hpp"

namespace cloudx::sandbox {

namespace json = boost::json;

namespace {

constexpr std::size_t kSize = 32;  // of a coordinate, and of r and s
constexpr std::chrono::minutes kTolerance{5};
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<json::object> object_in(std::string_view encoded) {
  json::error_code error;
  json::value value = json::parse(decode_base64url(encoded), error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Key public_key(std::string_view x, std::string_view y) {
  std::string point = "\x04";  // uncompressed (SEC 1 section 2.3.3)
  point.append(x).append(y);
  std::array<char, 16> group{"prime256v1"};
  const std::array<OSSL_PARAM, 3> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                    const_cast<OSSL_PARAM*>(parameters.data()));
  return Key(key);
}

bool verifies(EVP_PKEY* key, std::string_view message, std::string_view signature) {
  if (signature.size() != 2 * kSize) return false;
  const Signature parts(ECDSA_SIG_new());
  ECDSA_SIG_set0(parts.get(), BN_bin2bn(raw(signature), kSize, nullptr),
                 BN_bin2bn(raw(signature.substr(kSize)), kSize, nullptr));
  std::array<unsigned char, 128> der{};
  unsigned char* end = der.data();
  const int size = i2d_ECDSA_SIG(parts.get(), &end);
  const DigestContext context(EVP_MD_CTX_new());
  return size > 0 &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), static_cast<std::size_t>(size), raw(message),
                          message.size()) == 1;
}

// nullptr where the claims are right.
const char* wrong_claim(const json::object& claims, std::string_view url, Time now) {
  const json::value* issued = claims.if_contains("iat");
  if (text(claims, "htm") != "POST") return "htm is not POST";
  if (text(claims, "htu") != url) return "htu is not the URL of the request";
  if (text(claims, "jti").empty()) return "jti is missing";
  if (issued == nullptr || !issued->is_int64()) return "iat is missing";
  const auto age = to_seconds(now).time_since_epoch() - std::chrono::seconds(issued->get_int64());
  return age > kTolerance || age < -kTolerance ? "iat is too far from now" : nullptr;
}

}  // namespace

std::string decode_base64url(std::string_view text) {
  std::string bytes;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return {};
    held = (held << 6U | static_cast<unsigned>(value)) & 0xFFFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> static_cast<unsigned>(bits) & 0xFFU);
  }
  return bytes;
}

std::string encode_base64url(std::string_view bytes) {
  std::string text;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = (held << 8U | static_cast<unsigned char>(c)) & 0xFFFFU;
    bits += 8;
    for (; bits >= 6; bits -= 6) text += kAlphabet[held >> (bits - 6) & 0x3FU];
  }
  if (bits > 0) text += kAlphabet[held << (6 - bits) & 0x3FU];
  return text;
}

std::string key_thumbprint(std::string_view x, std::string_view y) {
  const std::string members =
      fmt::format(R"({{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}})", x, y);
  const Sha256Digest digest = sha256(as_bytes(members));
  return encode_base64url(as_text(digest));
}

std::expected<DpopProof, std::string> check_dpop(std::string_view proof, std::string_view url,
                                                 Time now) {
  const std::size_t first = proof.find('.');
  const std::size_t second = proof.rfind('.');
  if (first == std::string_view::npos || first == second) {
    return std::unexpected("it has not three parts");
  }
  const auto header = object_in(proof.substr(0, first));
  const auto claims = object_in(proof.substr(first + 1, second - first - 1));
  if (!header || !claims) return std::unexpected("a part is no JSON object");
  if (text(*header, "typ") != "dpop+jwt") return std::unexpected("typ is not dpop+jwt");
  if (text(*header, "alg") != "ES256") return std::unexpected("alg is not ES256");
  const json::value* jwk = header->if_contains("jwk");
  if (jwk == nullptr || !jwk->is_object()) return std::unexpected("jwk is missing");
  const json::object& fields = jwk->get_object();
  if (text(fields, "kty") != "EC" || text(fields, "crv") != "P-256" || fields.contains("d")) {
    return std::unexpected("jwk is no public key on P-256");
  }
  const std::string x = text(fields, "x");
  const std::string y = text(fields, "y");
  if (decode_base64url(x).size() != kSize || decode_base64url(y).size() != kSize) {
    return std::unexpected("a coordinate has not 32 bytes");
  }
  const Key key = public_key(decode_base64url(x), decode_base64url(y));
  if (!key) return std::unexpected("jwk is no point of the curve");
  if (!verifies(key.get(), proof.substr(0, second), decode_base64url(proof.substr(second + 1)))) {
    return std::unexpected("the signature is wrong");
  }
  const char* wrong = wrong_claim(*claims, url, now);
  if (wrong != nullptr) return std::unexpected(wrong);
  return DpopProof{key_thumbprint(x, y), text(*claims, "jti")};
}

}  // namespace cloudx::sandbox
