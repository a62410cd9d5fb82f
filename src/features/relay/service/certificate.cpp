#include "features/relay/service/certificate.hpp"

#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "features/relay/config/credential.hpp"
#include "os/file_secrecy.hpp"

namespace cloudx::relay {

namespace {

// Those who renew certificates by program do it a month before the end.
constexpr std::chrono::days kLastDays{14};

}  // namespace

std::string validity_warning(const std::string& name, const net::Validity& validity,
                             std::chrono::sys_seconds now) {
  if (now > validity.to) {
    return fmt::format("{} expired on {:%Y-%m-%d}: clients refuse it", name, validity.to);
  }
  if (now < validity.from) {
    return fmt::format("{} is not valid before {:%Y-%m-%d %H:%M} UTC: clients refuse it", name,
                       validity.from);
  }
  if (validity.to - now >= kLastDays) return "";
  return fmt::format("{} expires on {:%Y-%m-%d}, in {} days", name, validity.to,
                     std::chrono::floor<std::chrono::days>(validity.to - now).count());
}

Result<std::optional<LoadedCertificate>> load_certificate(const ServiceConfig& config,
                                                          const aws::Environment& environment,
                                                          std::chrono::sys_seconds now) {
  auto chain = read_file_or_credential(config.tls_certificate, kCertificateCredential, environment);
  if (!chain) return std::unexpected(chain.error());
  auto key = read_file_or_credential(config.tls_key, kKeyCredential, environment);
  if (!key) return std::unexpected(key.error());
  if (chain->path.empty() && key->path.empty()) return std::nullopt;
  LoadedCertificate loaded{
      {.chain_pem = std::move(chain->text),
       .private_key_pem = std::move(key->text),
       .chain_name = chain->path.empty() ? kCertificateCredential : chain->path,
       .key_name = key->path.empty() ? kKeyCredential : key->path},
      ""};
  const auto context = net::server_context(loaded.certificate);
  if (!context) return std::unexpected(context.error());
  loaded.warning =
      validity_warning(loaded.certificate.chain_name, net::validity(context->get()), now);
  if (key->path.empty() || key->path != config.tls_key) return loaded;  // systemd's own file
  const std::string open = os::open_key_warning(config.tls_key);
  if (!open.empty()) loaded.warning += (loaded.warning.empty() ? "" : "; ") + open;
  return loaded;
}

}  // namespace cloudx::relay
