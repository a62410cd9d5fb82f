#include "protocol/ssm/encryption.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace cloudx::ssm {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// OpenSSL fails here only without memory or without the algorithm: nothing to go on with.
void require(int result) {
  if (result != 1) std::abort();
}

}  // namespace

AesKey::AesKey(std::span<const std::uint8_t, 32> key) {
  std::ranges::copy(key, key_.begin());
}

AesKey::~AesKey() {
  OPENSSL_cleanse(key_.data(), key_.size());
}

void AesKey::seal(const Nonce& nonce, ByteView plaintext, std::span<std::uint8_t> into) const {
  const Context context(EVP_CIPHER_CTX_new());
  std::ranges::copy(nonce, into.begin());
  std::uint8_t* at = into.data() + kNonceSize;
  int size = 0;
  require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.data(), nonce.data()));
  // With a null input OpenSSL would take the call for one that ends the message.
  if (!plaintext.empty()) {
    require(EVP_EncryptUpdate(context.get(), at, &size, plaintext.data(),
                              static_cast<int>(plaintext.size())));
  }
  require(EVP_EncryptFinal_ex(context.get(), at + size, &size));
  require(
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, at + plaintext.size()));
}

std::optional<Bytes> AesKey::open(ByteView sealed) const {
  if (sealed.size() < kSealOverhead) return std::nullopt;
  const ByteView text = sealed.subspan(kNonceSize, sealed.size() - kSealOverhead);
  std::array<std::uint8_t, kTagSize> tag{};
  std::ranges::copy(sealed.last(kTagSize), tag.begin());

  const Context context(EVP_CIPHER_CTX_new());
  Bytes plaintext(text.size());
  int size = 0;
  require(
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.data(), sealed.data()));
  if (!text.empty()) {
    require(EVP_DecryptUpdate(context.get(), plaintext.data(), &size, text.data(),
                              static_cast<int>(text.size())));
  }
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()));
  std::uint8_t rest = 0;
  if (EVP_DecryptFinal_ex(context.get(), &rest, &size) != 1) return std::nullopt;
  return plaintext;
}

}  // namespace cloudx::ssm
