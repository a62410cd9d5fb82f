#include "sandbox/tls/authority.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/crypto.hpp"

namespace cloudx::sandbox {

namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free_all>>;

constexpr long kVersion3 = 2;  // X.509 counts from 0
constexpr long kBackdate = -3600;
constexpr long kLifetime = 7L * 24 * 3600;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make the sandbox's certificates");
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  require(key != nullptr);
  return key;
}

void set_serial(X509* certificate) {
  std::array<std::uint8_t, 16> raw{};
  random_bytes(raw);
  raw[0] &= 0x7F;  // positive
  BIGNUM* number = BN_bin2bn(raw.data(), static_cast<int>(raw.size()), nullptr);
  require(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr);
  BN_free(number);
}

void set_name(X509_NAME* name, const char* common_name) {
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>(common_name), -1, -1,
                                     0) == 1);
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Certificate begin_certificate(const char* common_name, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  require(certificate != nullptr && X509_set_version(certificate.get(), kVersion3) == 1);
  set_serial(certificate.get());
  set_name(X509_get_subject_name(certificate.get()), common_name);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), kBackdate);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifetime);
  require(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
  require(X509_sign(certificate, issuer_key, EVP_sha256()) > 0);
}

Certificate make_ca(EVP_PKEY* key) {
  Certificate ca = begin_certificate("cloudx-sandbox CA", key);
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  sign(ca.get(), ca.get(), key);
  return ca;
}

Certificate make_leaf(EVP_PKEY* key, X509* ca, EVP_PKEY* ca_key) {
  Certificate leaf = begin_certificate("localhost", key);
  add_extension(leaf.get(), ca, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf.get(), ca, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf.get(), ca, NID_ext_key_usage, "serverAuth");
  add_extension(leaf.get(), ca, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
  add_extension(leaf.get(), ca, NID_authority_key_identifier, "keyid");
  sign(leaf.get(), ca, ca_key);
  return leaf;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(memory.get(), certificate) == 1);
  return text_of(memory.get());
}

std::string pem(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(memory.get());
}

}  // namespace

Authority make_authority() {
  const Key ca_key = make_key();
  const Certificate ca = make_ca(ca_key.get());
  const Key key = make_key();
  const Certificate leaf = make_leaf(key.get(), ca.get(), ca_key.get());
  return {pem(ca.get()), {pem(leaf.get()), pem(key.get())}};
}

}  // namespace cloudx::sandbox
