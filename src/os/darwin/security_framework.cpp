#include "os/darwin/security_framework.hpp"

#include "os/shared_library.hpp"

namespace cloudx::os {

namespace {

Result<SharedLibrary> framework(const char* name) {
  const std::string folder = std::string("/System/Library/Frameworks/") + name + ".framework/";
  return SharedLibrary::load((folder + name).c_str());
}

// Finds one after the other, until one is missing.
class Symbols {
 public:
  explicit Symbols(const SharedLibrary& library) : library_(library) {}
  template <class Symbol>
  Symbols& take(const char* name, Symbol*& symbol) {
    if (outcome_) outcome_ = library_.find(name, symbol);
    return *this;
  }
  [[nodiscard]] const Result<void>& outcome() const { return outcome_; }

 private:
  const SharedLibrary& library_;
  Result<void> outcome_;
};

}  // namespace

Result<SecurityFramework> SecurityFramework::load() {
  const auto core = framework("CoreFoundation");
  if (!core) return std::unexpected(core.error());
  const auto security = framework("Security");
  if (!security) return std::unexpected(security.error());
  SecurityFramework made;
  const Result<void> has_core = Symbols(*core)
                                    .take("CFRelease", made.release)
                                    .take("CFEqual", made.equal)
                                    .take("CFArrayGetCount", made.array_count)
                                    .take("CFArrayGetValueAtIndex", made.array_value)
                                    .take("CFDataGetBytePtr", made.data_bytes)
                                    .take("CFDataGetLength", made.data_length)
                                    .take("CFDictionaryGetValueIfPresent", made.dictionary_value)
                                    .take("CFNumberGetValue", made.number_value)
                                    .take("CFStringCreateWithCString", made.make_string)
                                    .outcome();
  if (!has_core) return std::unexpected(has_core.error());
  const Result<void> has_security =
      Symbols(*security)
          .take("SecTrustCopyAnchorCertificates", made.copy_anchors)
          .take("SecTrustSettingsCopyCertificates", made.copy_certificates)
          .take("SecTrustSettingsCopyTrustSettings", made.copy_settings)
          .take("SecCertificateCopyData", made.copy_der)
          .take("SecPolicyCopyProperties", made.copy_policy)
          .take("kSecPolicyOid", made.policy_oid)
          .take("kSecPolicyAppleSSL", made.tls_policy)
          .outcome();
  if (!has_security) return std::unexpected(has_security.error());
  return made;
}

}  // namespace cloudx::os
