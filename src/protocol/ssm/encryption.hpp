#pragma once
// Payload encryption of sessions with a KMS key: AES-256-GCM, one key for each direction.
// Sealed form: nonce (12 bytes), ciphertext, tag (16 bytes); no additional data.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.hpp"

namespace cloudx::ssm {

inline constexpr std::size_t kDataKeySize = 64;  // NumberOfBytes of kms:GenerateDataKey
inline constexpr std::size_t kNonceSize = 12;
inline constexpr std::size_t kTagSize = 16;
inline constexpr std::size_t kSealOverhead = kNonceSize + kTagSize;

using Nonce = std::array<std::uint8_t, kNonceSize>;

// A 256-bit key, wiped when it goes.
class AesKey {
 public:
  explicit AesKey(std::span<const std::uint8_t, 32> key);
  AesKey(const AesKey&) = default;
  AesKey& operator=(const AesKey&) = default;
  ~AesKey();

  // `into` gets plaintext.size() + kSealOverhead bytes. A nonce must never be used twice.
  void seal(const Nonce& nonce, ByteView plaintext, std::span<std::uint8_t> into) const;

  // nullopt when the bytes were not sealed with this key or have been changed.
  [[nodiscard]] std::optional<Bytes> open(ByteView sealed) const;

 private:
  std::array<std::uint8_t, 32> key_{};
};

// The two halves of the data key.
struct SessionKeys {
  AesKey agent_to_client;
  AesKey client_to_agent;

  explicit SessionKeys(std::span<const std::uint8_t, kDataKeySize> data_key)
      : agent_to_client(data_key.first<32>()), client_to_agent(data_key.last<32>()) {}
};

}  // namespace cloudx::ssm
