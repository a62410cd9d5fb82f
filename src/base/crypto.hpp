#pragma once
// Digests and randomness, from OpenSSL.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace cloudx {

using Sha256Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256Digest sha256(ByteView data);
[[nodiscard]] Sha256Digest hmac_sha256(ByteView key, ByteView data);
// Derives the public key from a private one, 32 bytes as RFC 8032 has it.
[[nodiscard]] std::array<std::uint8_t, 32> ed25519_public_key(ByteView private_key);
[[nodiscard]] std::string sha1_hex(std::string_view data);  // names of AWS cache files only

// Compares in constant time: it depends on the sizes alone.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

// Cryptographically strong; aborts the process if the system has no randomness.
void random_bytes(std::span<std::uint8_t> out);
// Gives random bytes that it draws in larger portions: for many small values, each of which would
// cost OpenSSL memory from the heap.
class RandomPool {
 public:
  RandomPool() = default;
  RandomPool(const RandomPool&) = delete;  // two would give the same
  RandomPool& operator=(const RandomPool&) = delete;

  void operator()(std::span<std::uint8_t> out);

 private:
  void fill();

  std::array<std::uint8_t, 2048> pool_{};
  std::size_t used_ = 2048;
};

[[nodiscard]] double random_unit();  // uniform in [0, 1)

}  // namespace cloudx
