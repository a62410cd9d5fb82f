#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_Init and its like
#include "base/crypto.hpp"

#include <algorithm>
#include <cstdlib>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "base/encoding.hpp"

namespace cloudx {
Sha256Digest sha256(ByteView data) {
  // EVP allocates a context for each digest, which costs as much as the digest of a short message.
  Sha256Digest digest{};
  SHA256_CTX context;
  if (SHA256_Init(&context) != 1 || SHA256_Update(&context, data.data(), data.size()) != 1 ||
      SHA256_Final(digest.data(), &context) != 1) {
    std::abort();
  }
  return digest;
}

Sha256Digest hmac_sha256(ByteView key, ByteView data) {
  Sha256Digest digest{};
  unsigned size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(), data.size(),
           digest.data(), &size) == nullptr) {
    std::abort();
  }
  return digest;
}

std::array<std::uint8_t, 32> ed25519_public_key(ByteView private_key) {
  std::array<std::uint8_t, 32> result{};
  std::size_t size = result.size();
  EVP_PKEY* const key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, private_key.data(),
                                                     private_key.size());
  if (key == nullptr || EVP_PKEY_get_raw_public_key(key, result.data(), &size) != 1) std::abort();
  EVP_PKEY_free(key);
  return result;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string sha1_hex(std::string_view data) {
  std::array<std::uint8_t, 20> digest{};
  unsigned size = 0;
  if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
    std::abort();
  }
  return hex(digest);
}

void random_bytes(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) std::abort();
}

void RandomPool::fill() {
  random_bytes(pool_);
  used_ = 0;
}

void RandomPool::operator()(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    if (used_ == pool_.size()) fill();
    const auto part = std::span(pool_).subspan(used_, std::min(out.size(), pool_.size() - used_));
    std::ranges::copy(part, out.begin());
    OPENSSL_cleanse(part.data(), part.size());  // what is given out is not kept
    used_ += part.size();
    out = out.subspan(part.size());
  }
}

double random_unit() {
  std::array<std::uint8_t, 8> raw{};
  random_bytes(raw);
  return static_cast<double>(load_be64(raw.data()) >> 11) * 0x1.0p-53;
}

}  // namespace cloudx
