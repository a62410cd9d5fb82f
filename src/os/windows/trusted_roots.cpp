#include "os/trusted_roots.hpp"

#include <windows.h>
#include <algorithm>
#include <span>
#include <string_view>
#include <wincrypt.h>

namespace cloudx::os {

namespace {

// The user's view of a store, which has the machine's and the company's in it, too ("System Store
// Locations").
class Store {
 public:
  explicit Store(const wchar_t* name) : store_(::CertOpenSystemStoreW(0, name)) {}
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store() {
    if (store_ != nullptr) ::CertCloseStore(store_, 0);
  }
  [[nodiscard]] HCERTSTORE get() const { return store_; }

 private:
  HCERTSTORE store_;
};

// What it may be used for is said in the certificate or beside it; nothing said is everything.
bool is_for_servers(PCCERT_CONTEXT certificate) {
  DWORD size = 0;
  if (::CertGetEnhancedKeyUsage(certificate, 0, nullptr, &size) == 0) return false;
  std::vector<unsigned char> buffer(size);
  auto* const usage = reinterpret_cast<CERT_ENHKEY_USAGE*>(buffer.data());
  if (::CertGetEnhancedKeyUsage(certificate, 0, usage, &size) == 0) return false;
  if (usage->cUsageIdentifier == 0) {
    return ::GetLastError() == static_cast<DWORD>(CRYPT_E_NOT_FOUND);
  }
  return std::ranges::any_of(
      std::span(usage->rgpszUsageIdentifier, usage->cUsageIdentifier),
      [](std::string_view name) { return name == szOID_PKIX_KP_SERVER_AUTH; });
}

bool is_in(const Store& store, PCCERT_CONTEXT certificate) {
  PCCERT_CONTEXT const found = ::CertFindCertificateInStore(
      store.get(), X509_ASN_ENCODING, 0, CERT_FIND_EXISTING, certificate, nullptr);
  if (found == nullptr) return false;
  ::CertFreeCertificateContext(found);
  return true;
}

}  // namespace

std::vector<Bytes> trusted_roots() {
  const Store roots(L"ROOT");
  const Store revoked(L"Disallowed");
  std::vector<Bytes> found;
  PCCERT_CONTEXT at = nullptr;
  while ((at = ::CertEnumCertificatesInStore(roots.get(), at)) != nullptr) {
    if (!is_for_servers(at) || is_in(revoked, at)) continue;
    found.emplace_back(at->pbCertEncoded, at->pbCertEncoded + at->cbCertEncoded);
  }
  return found;
}

}  // namespace cloudx::os
