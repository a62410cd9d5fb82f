#include "sandbox/tls/authority.hpp"

#include <memory>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace cloudx::sandbox {
namespace {

using Certificate = std::unique_ptr<X509, decltype([](X509* x) { X509_free(x); })>;

Certificate parse(const std::string& pem) {
  BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  Certificate certificate(PEM_read_bio_X509(memory, nullptr, nullptr, nullptr));
  BIO_free(memory);
  return certificate;
}

bool verifies(const std::string& leaf_pem, const std::string& ca_pem) {
  const Certificate leaf = parse(leaf_pem);
  const Certificate ca = parse(ca_pem);
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, ca.get());
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, leaf.get(), nullptr);
  X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER);
  const bool good = X509_verify_cert(context) == 1;
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return good;
}

TEST(AuthorityTest, ServerCertificateIsByTheAuthorityAndForLoopback) {
  const Authority authority = make_authority();
  EXPECT_TRUE(verifies(authority.server.certificate_pem, authority.ca_pem));
  const Certificate leaf = parse(authority.server.certificate_pem);
  EXPECT_EQ(X509_check_host(leaf.get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_host(leaf.get(), "example.com", 0, 0, nullptr), 0);
}

TEST(AuthorityTest, OtherAuthorityIsNotTrusted) {
  EXPECT_FALSE(verifies(make_authority().server.certificate_pem, make_authority().ca_pem));
}

}  // namespace
}  // namespace cloudx::sandbox
