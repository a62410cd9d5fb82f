#pragma once
// What the trust settings of macOS say about a certificate (Security, "SecTrustSettings.h"). Pure.

#include <cstdint>
#include <span>

namespace cloudx::os {

// One of the settings of a certificate, for what it is trusted.
struct TrustSetting {
  bool is_for_servers = true;  // made for TLS, or for everything
  bool is_limited = false;     // to a host, an application or a use of the key
  std::int32_t result = 1;     // kSecTrustSettingsResult; TrustRoot where it is not said
};

enum class RootTrust : std::uint8_t { trusted, denied, unsaid };

// Whether the certificate may speak for any server. No setting at all is trust in everything. What
// is denied for some of them is not trusted for the others: there is no way to tell them apart
// here.
[[nodiscard]] RootTrust trust_of(std::span<const TrustSetting> settings);

}  // namespace cloudx::os
