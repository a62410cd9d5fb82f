#include "os/trusted_roots.hpp"

#include <map>
#include <utility>

#include "os/darwin/security_framework.hpp"
#include "os/root_trust.hpp"

namespace cloudx::os {

namespace {

using Owned = SecurityFramework::Owned;

// SecTrustSettingsDomain. What the user has set counts more than what an administrator has.
constexpr std::uint32_t kUser = 0;
constexpr std::uint32_t kAdministrator = 1;

// The certificates that the system comes with, and those that somebody has said something about.
class Keychains {
 public:
  explicit Keychains(const SecurityFramework& framework)
      : f_(framework),
        policy_(string("kSecTrustSettingsPolicy")),
        host_(string("kSecTrustSettingsPolicyString")),
        application_(string("kSecTrustSettingsApplication")),
        key_use_(string("kSecTrustSettingsKeyUsage")),
        result_(string("kSecTrustSettingsResult")) {}

  // Nothing where the system's own cannot be had: others have them in a file.
  std::vector<Bytes> roots() {
    CfPointer anchors = nullptr;
    if (f_.copy_anchors(&anchors) != 0 || anchors == nullptr) return {};
    const Owned owned = f_.owned(anchors);
    judge(kUser);
    judge(kAdministrator);
    for (long i = 0; i < f_.array_count(anchors); ++i) {
      said_.try_emplace(der_of(f_.array_value(anchors, i)), RootTrust::trusted);
    }
    std::vector<Bytes> trusted;
    for (const auto& [der, trust] : said_) {
      if (trust == RootTrust::trusted && !der.empty()) trusted.push_back(der);
    }
    return trusted;
  }

 private:
  // CFSTR("...") of the headers.
  [[nodiscard]] Owned string(const char* text) const {
    constexpr std::uint32_t kUtf8 = 0x08000100;  // kCFStringEncodingUTF8
    return f_.owned(f_.make_string(nullptr, text, kUtf8));
  }

  // Keeps what is said first.
  void judge(std::uint32_t domain) {
    CfPointer certificates = nullptr;
    if (f_.copy_certificates(domain, &certificates) != 0 || certificates == nullptr) return;
    const Owned owned = f_.owned(certificates);
    for (long i = 0; i < f_.array_count(certificates); ++i) {
      const CfPointer certificate = f_.array_value(certificates, i);
      const RootTrust trust = trust_in(certificate, domain);
      if (trust != RootTrust::unsaid) said_.try_emplace(der_of(certificate), trust);
    }
  }

  [[nodiscard]] RootTrust trust_in(CfPointer certificate, std::uint32_t domain) const {
    CfPointer found = nullptr;
    if (f_.copy_settings(certificate, domain, &found) != 0 || found == nullptr) {
      return RootTrust::unsaid;
    }
    const Owned owned = f_.owned(found);
    std::vector<TrustSetting> settings;
    for (long i = 0; i < f_.array_count(found); ++i) {
      settings.push_back(setting(f_.array_value(found, i)));
    }
    return trust_of(settings);
  }

  [[nodiscard]] TrustSetting setting(CfPointer entry) const {
    TrustSetting made;
    const CfPointer policy = value(entry, policy_);
    made.is_for_servers = policy == nullptr || is_for_servers(policy);
    made.is_limited = value(entry, host_) != nullptr || value(entry, application_) != nullptr ||
                      value(entry, key_use_) != nullptr;
    constexpr long kInt32 = 3;  // kCFNumberSInt32Type
    const CfPointer result = value(entry, result_);
    if (result != nullptr && f_.number_value(result, kInt32, &made.result) == 0) made.result = 0;
    return made;
  }

  [[nodiscard]] bool is_for_servers(CfPointer policy) const {
    const Owned properties = f_.owned(f_.copy_policy(policy));
    if (!properties) return false;
    CfPointer oid = nullptr;
    return f_.dictionary_value(properties.get(), *f_.policy_oid, &oid) != 0 && oid != nullptr &&
           f_.equal(oid, *f_.tls_policy) != 0;
  }

  [[nodiscard]] CfPointer value(CfPointer dictionary, const Owned& key) const {
    CfPointer found = nullptr;
    return f_.dictionary_value(dictionary, key.get(), &found) != 0 ? found : nullptr;
  }

  [[nodiscard]] Bytes der_of(CfPointer certificate) const {
    const Owned data = f_.owned(f_.copy_der(certificate));
    if (!data) return {};
    const std::uint8_t* const begin = f_.data_bytes(data.get());
    return {begin, begin + f_.data_length(data.get())};
  }

  const SecurityFramework& f_;
  Owned policy_;
  Owned host_;
  Owned application_;
  Owned key_use_;
  Owned result_;
  std::map<Bytes, RootTrust> said_;
};

}  // namespace

std::vector<Bytes> trusted_roots() {
  const auto framework = SecurityFramework::load();
  return framework ? Keychains(*framework).roots() : std::vector<Bytes>();
}

}  // namespace cloudx::os
