#pragma once
// The service's certificate and key: read and tried, at the start, with --check and on SIGHUP
// alike.

#include <chrono>
#include <optional>
#include <string>

#include "features/relay/config/service_config.hpp"
#include "net/server_certificate.hpp"

namespace cloudx::relay {

inline constexpr const char* kCertificateCredential = "relay-tls-certificate";
inline constexpr const char* kKeyCredential = "relay-tls-key";

struct LoadedCertificate {
  net::ServerCertificate certificate;
  // That it is not valid, or not for long, or that others can read the key; "" otherwise.
  std::string warning;
};

// Nothing where the configuration and systemd name none: plain HTTP is what was asked for. What is
// named and cannot be used is an error, never plain HTTP.
[[nodiscard]] Result<std::optional<LoadedCertificate>> load_certificate(
    const ServiceConfig& config, const aws::Environment& environment, std::chrono::sys_seconds now);

// "" unless the time is before or after the validity, or in its last two weeks.
[[nodiscard]] std::string validity_warning(const std::string& name, const net::Validity& validity,
                                           std::chrono::sys_seconds now);

}  // namespace cloudx::relay
