#include "aws/core/dpop.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/bytes.hpp"
#include "base/encoding.hpp"

namespace cloudx::aws {

namespace {

constexpr std::size_t kCoordinateSize = 32;

template <auto Function>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Function(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

// base64url without padding (RFC 7515 section 2).
std::string base64url(ByteView bytes) {
  std::string text = base64(bytes);
  text.erase(text.find_last_not_of('=') + 1);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::string base64url(std::string_view text) {
  return base64url(as_bytes(text));
}

// OpenSSL would ask at the terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) {
  return -1;
}

bool is_on_p256(const EVP_PKEY* key) {
  std::array<char, 32> name{};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) == 1 &&
         std::string_view(name.data()) == "prime256v1";
}

using Coordinate = std::array<std::uint8_t, kCoordinateSize>;

void write_number(const BIGNUM* number, std::uint8_t* to) {
  constexpr int kSize = kCoordinateSize;
  if (BN_bn2binpad(number, to, kSize) != kSize) std::abort();
}

std::string coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* found = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &found) != 1) std::abort();
  const Number number(found);
  Coordinate bytes{};
  write_number(number.get(), bytes.data());
  return base64url(bytes);
}

Bytes der_signature(EVP_PKEY* key, std::string_view message) {
  const DigestContext context(EVP_MD_CTX_new());
  const ByteView input = as_bytes(message);
  std::size_t size = 0;
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, input.data(), input.size()) != 1) {
    std::abort();
  }
  Bytes der(size);
  if (EVP_DigestSign(context.get(), der.data(), &size, input.data(), input.size()) != 1) {
    std::abort();
  }
  der.resize(size);
  return der;
}

// r and s one behind the other, as RFC 7518 section 3.4 wants them.
std::array<std::uint8_t, 2 * kCoordinateSize> raw_signature(const Bytes& der) {
  const std::uint8_t* at = der.data();
  const EcdsaSignature parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!parts) std::abort();
  std::array<std::uint8_t, 2 * kCoordinateSize> raw{};
  write_number(ECDSA_SIG_get0_r(parts.get()), raw.data());
  write_number(ECDSA_SIG_get0_s(parts.get()), raw.data() + kCoordinateSize);
  return raw;
}

}  // namespace

void DpopKey::Free::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}

Result<DpopKey> DpopKey::parse(const Secret& pem) {
  const std::string_view text = pem.reveal();
  const Bio source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  std::unique_ptr<EVP_PKEY, Free> key(
      source ? PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, nullptr) : nullptr);
  ERR_clear_error();
  if (!key || !is_on_p256(key.get())) {
    return fail(Errc::credentials, "its key is no private key on the curve P-256");
  }
  return DpopKey(std::move(key));
}

std::string DpopKey::proof(const DpopClaims& claims) const {
  const boost::json::object header = {
      {"typ", "dpop+jwt"},
      {"alg", "ES256"},
      {"jwk", boost::json::object{{"kty", "EC"},
                                  {"crv", "P-256"},
                                  {"x", coordinate(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X)},
                                  {"y", coordinate(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y)}}}};
  const boost::json::object payload = {{"htm", claims.method},
                                       {"htu", claims.url},
                                       {"iat", claims.issued_at.time_since_epoch().count()},
                                       {"jti", claims.id}};
  std::string text = fmt::format("{}.{}", base64url(boost::json::serialize(header)),
                                 base64url(boost::json::serialize(payload)));
  const std::string signature = base64url(raw_signature(der_signature(key_.get(), text)));
  text += '.';
  text += signature;
  return text;
}

}  // namespace cloudx::aws
