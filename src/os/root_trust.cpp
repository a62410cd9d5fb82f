#include "os/root_trust.hpp"

#include <algorithm>

namespace cloudx::os {

namespace {

// SecTrustSettingsResult.
constexpr std::int32_t kTrustRoot = 1;
constexpr std::int32_t kTrustAsRoot = 2;
constexpr std::int32_t kDeny = 3;

bool denies(const TrustSetting& setting) {
  return setting.is_for_servers && setting.result == kDeny;
}

bool trusts(const TrustSetting& setting) {
  return setting.is_for_servers && !setting.is_limited &&
         (setting.result == kTrustRoot || setting.result == kTrustAsRoot);
}

}  // namespace

RootTrust trust_of(std::span<const TrustSetting> settings) {
  if (settings.empty()) return RootTrust::trusted;
  if (std::ranges::any_of(settings, denies)) return RootTrust::denied;
  return std::ranges::any_of(settings, trusts) ? RootTrust::trusted : RootTrust::unsaid;
}

}  // namespace cloudx::os
