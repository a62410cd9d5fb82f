#include "net/server_certificate.hpp"

#include <algorithm>
#include <ctime>
#include <vector>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace cloudx::net {

namespace {

struct FreeOpenSsl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class Object>
using Owned = std::unique_ptr<Object, FreeOpenSsl>;

Owned<BIO> reader(const std::string& text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// The reason that OpenSSL gives last, and none of it is left for the next one who asks.
std::string reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const words = ERR_reason_error_string(code);
  return words == nullptr ? "OpenSSL gives no reason" : words;
}

std::unexpected<Error> wrong(const std::string& name, std::string_view what) {
  ERR_clear_error();
  return fail(Errc::configuration, fmt::format("{} {}", name, what));
}

// Takes the place of OpenSSL's, which asks on the terminal.
int refuse_to_ask(char* /*into*/, int /*size*/, int /*writing*/, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

Result<std::vector<Owned<X509>>> read_chain(const ServerCertificate& certificate) {
  const Owned<BIO> text = reader(certificate.chain_pem);
  std::vector<Owned<X509>> chain;
  bool asked = false;
  ERR_clear_error();
  while (X509* const next = PEM_read_bio_X509_AUX(text.get(), nullptr, refuse_to_ask, &asked)) {
    chain.emplace_back(next);
  }
  // What is left when there is no further "-----BEGIN CERTIFICATE-----"
  // (SSL_CTX_use_certificate_chain_file).
  const bool at_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (chain.empty() && at_the_end) {
    return wrong(certificate.chain_name, certificate.chain_pem.empty()
                                             ? "is empty: a certificate in PEM form must be in it"
                                             : "holds no certificate in PEM form");
  }
  if (!at_the_end) {
    const std::string why = reason();
    return wrong(certificate.chain_name,
                 fmt::format("holds a certificate that can not be read: {}", why));
  }
  ERR_clear_error();
  return chain;
}

Result<Owned<EVP_PKEY>> read_key(const ServerCertificate& certificate) {
  const Owned<BIO> text = reader(certificate.private_key_pem);
  bool asked = false;
  ERR_clear_error();
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(text.get(), nullptr, refuse_to_ask, &asked));
  if (key) return key;
  if (asked) {
    return wrong(certificate.key_name,
                 "is encrypted, and a service has nobody to ask for the pass phrase: store the key "
                 "without one (openssl pkey -in ENCRYPTED -out KEY), in a file of mode 0600");
  }
  if (certificate.private_key_pem.empty()) {
    return wrong(certificate.key_name, "is empty: a private key in PEM form must be in it");
  }
  const bool is_none = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (is_none) return wrong(certificate.key_name, "holds no private key in PEM form");
  const std::string why = reason();
  return wrong(certificate.key_name,
               fmt::format("holds a private key that can not be read: {}", why));
}

std::chrono::sys_seconds to_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  const std::chrono::year_month_day day(std::chrono::year(parts.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(parts.tm_mon) + 1),
                                        std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
  return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) +
         std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
}

void narrow(Validity& validity, const X509* certificate) {
  validity.from = std::max(validity.from, to_time(X509_get0_notBefore(certificate)));
  validity.to = std::min(validity.to, to_time(X509_get0_notAfter(certificate)));
}

}  // namespace

void FreeSslContext::operator()(SSL_CTX* context) const {
  SSL_CTX_free(context);
}

Result<SslContext> server_context(const ServerCertificate& certificate) {
  const auto chain = read_chain(certificate);
  if (!chain) return std::unexpected(chain.error());
  const auto key = read_key(certificate);
  if (!key) return std::unexpected(key.error());
  SslContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
    return fail(Errc::tls, "OpenSSL: " + reason());
  }
  if (X509_check_private_key(chain->front().get(), key->get()) != 1) {
    return wrong(certificate.key_name, fmt::format("is not the key of the first certificate in {}",
                                                   certificate.chain_name));
  }
  bool taken = SSL_CTX_use_certificate(context.get(), chain->front().get()) == 1;
  for (std::size_t i = 1; taken && i < chain->size(); ++i) {
    taken = SSL_CTX_add1_chain_cert(context.get(), (*chain)[i].get()) == 1;
  }
  taken = taken && SSL_CTX_use_PrivateKey(context.get(), key->get()) == 1;
  if (taken) return context;
  const std::string why = reason();
  return wrong(certificate.chain_name, fmt::format("can not be used: {}", why));
}

Validity validity(SSL_CTX* server_context) {
  Validity validity{.from = std::chrono::sys_seconds::min(), .to = std::chrono::sys_seconds::max()};
  narrow(validity, SSL_CTX_get0_certificate(server_context));
  STACK_OF(X509)* chain = nullptr;
  // The macro gives OpenSSL a void pointer.
  SSL_CTX_get0_chain_certs(server_context, static_cast<void*>(&chain));
  for (int i = 0; i < sk_X509_num(chain); ++i) narrow(validity, sk_X509_value(chain, i));
  return validity;
}

}  // namespace cloudx::net
