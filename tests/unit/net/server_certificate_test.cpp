#include "net/server_certificate.hpp"

#include <gmock/gmock.h>
#include <openssl/pem.h>

#include "sandbox/tls/authority.hpp"

namespace cloudx::net {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// The same key under a pass phrase, as PKCS #8 or in OpenSSL's older form.
std::string encrypted(const std::string& key_pem, bool older) {
  BIO* const from = BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(from, nullptr, nullptr, nullptr);
  BIO* const into = BIO_new(BIO_s_mem());
  std::string phrase = "swordfish";
  auto* const bytes = reinterpret_cast<unsigned char*>(phrase.data());
  const auto size = static_cast<int>(phrase.size());
  const int written = older ? PEM_write_bio_PrivateKey_traditional(into, key, EVP_aes_128_cbc(),
                                                                   bytes, size, nullptr, nullptr)
                            : PEM_write_bio_PKCS8PrivateKey(into, key, EVP_aes_256_cbc(),
                                                            phrase.data(), size, nullptr, nullptr);
  EXPECT_EQ(written, 1);
  char* data = nullptr;
  const long length = BIO_get_mem_data(into, &data);
  std::string text(data, static_cast<std::size_t>(length));
  BIO_free(from);
  BIO_free(into);
  EVP_PKEY_free(key);
  return text;
}

class ServerCertificateTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string refusal() const {
    const auto context = server_context(given_);
    return context ? "" : context.error().message;
  }

  sandbox::Authority authority_ = sandbox::make_authority();
  ServerCertificate given_{.chain_pem = authority_.server.certificate_pem,
                           .private_key_pem = authority_.server.private_key_pem,
                           .chain_name = "/etc/chain.pem",
                           .key_name = "/etc/key.pem"};
};

TEST_F(ServerCertificateTest, ChainAndKeyAreTaken) {
  EXPECT_EQ(refusal(), "");
  given_.chain_pem += authority_.ca_pem;
  given_.chain_pem.insert(0, "subject: CN=localhost\n");
  EXPECT_EQ(refusal(), "");
}

TEST_F(ServerCertificateTest, WhatIsEmptyOrNoPemIsNamed) {
  const ServerCertificate whole = given_;
  for (const char* text : {"", "\n", "words", "\xff\xfe"}) {
    given_.chain_pem = text;
    EXPECT_THAT(refusal(), StartsWith("/etc/chain.pem ")) << text;
    given_ = whole;
    given_.private_key_pem = text;
    EXPECT_THAT(refusal(), StartsWith("/etc/key.pem ")) << text;
    given_ = whole;
  }
}

TEST_F(ServerCertificateTest, FilesInEachOthersPlaceAreNamed) {
  std::swap(given_.chain_pem, given_.private_key_pem);
  EXPECT_THAT(refusal(), StartsWith("/etc/chain.pem holds no certificate"));
}

TEST_F(ServerCertificateTest, CutCertificateIsNamed) {
  const std::string whole = given_.chain_pem;
  given_.chain_pem = whole.substr(0, whole.size() / 2);
  EXPECT_THAT(refusal(), StartsWith("/etc/chain.pem "));
  given_.chain_pem = whole + whole.substr(0, whole.size() / 2);
  EXPECT_THAT(refusal(), StartsWith("/etc/chain.pem "));
  given_.chain_pem = whole;
  given_.private_key_pem.resize(given_.private_key_pem.size() / 2);
  EXPECT_THAT(refusal(), StartsWith("/etc/key.pem "));
}

TEST_F(ServerCertificateTest, KeyOfAnotherCertificateIsNamed) {
  given_.private_key_pem = sandbox::make_authority().server.private_key_pem;
  EXPECT_EQ(refusal(), "/etc/key.pem is not the key of the first certificate in /etc/chain.pem");
}

TEST_F(ServerCertificateTest, ChainThatBeginsWithAnotherCertificateIsNamed) {
  given_.chain_pem.insert(0, authority_.ca_pem);
  EXPECT_THAT(refusal(), HasSubstr("is not the key of the first certificate in /etc/chain.pem"));
}

TEST_F(ServerCertificateTest, EncryptedKeyIsRefusedWithoutAQuestion) {
  for (const bool older : {false, true}) {
    given_.private_key_pem = encrypted(authority_.server.private_key_pem, older);
    EXPECT_THAT(refusal(), AllOf(StartsWith("/etc/key.pem is encrypted"), HasSubstr("0600")));
  }
}

TEST_F(ServerCertificateTest, ValidityIsThatOfTheWholeChain) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto context = server_context(given_);
  ASSERT_TRUE(context);
  const Validity valid = validity(context->get());
  EXPECT_LE(valid.from, now);
  EXPECT_GT(valid.to, now);
  EXPECT_LT(valid.to, now + std::chrono::days(365));
}

}  // namespace
}  // namespace cloudx::net
