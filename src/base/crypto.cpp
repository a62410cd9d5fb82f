#include "base/crypto.hpp"

#include <cstdlib>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/encoding.hpp"

namespace cloudx {

Sha256Digest sha256(ByteView data) {
  Sha256Digest digest{};
  unsigned size = 0;
  if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    std::abort();  // only without memory
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

double random_unit() {
  std::array<std::uint8_t, 8> raw{};
  random_bytes(raw);
  return static_cast<double>(load_be64(raw.data()) >> 11) * 0x1.0p-53;
}

}  // namespace cloudx
