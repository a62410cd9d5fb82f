#include "features/relay/service/service_resources.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "features/relay/config/credential.hpp"
#include "features/relay/service/certificate.hpp"
#include "home/account.hpp"
#include "os/file.hpp"
#include "os/file_facts.hpp"
#include "os/open_files.hpp"

namespace cloudx::relay {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxHeader = 8U << 10;
constexpr std::size_t kMaxBody = 16U << 10;
constexpr auto kRequestDeadline = 10s;
constexpr auto kIdleLimit = 75s;
constexpr std::size_t kSpareFiles = 64;

// A database's password may stand in its URI.
Result<void> check_secrecy(const ServeRequest& request, const ServiceConfig& config) {
  const std::size_t at = config.store.find('@');
  const std::size_t slashes = config.store.find("://");
  const bool has_password = at != std::string::npos && slashes != std::string::npos &&
                            config.store.substr(slashes + 3, at - slashes - 3).contains(':');
  if (!has_password || !os::look_at(request.config).open_to_others) return {};
  return fail(Errc::configuration,
              fmt::format("{0} holds a password (service.store) and can be read by others: run  "
                          "chmod 600 {0}, or name a PGPASSFILE",
                          request.config.string()));
}

// systemd may give the certificate instead of the configuration.
bool has_certificate(const aws::Environment& environment) {
  return has_credential(kCertificateCredential, environment) &&
         has_credential(kKeyCredential, environment);
}

}  // namespace

std::size_t connections_within(std::size_t wanted, std::size_t open_files) {
  const std::size_t left = open_files > kSpareFiles ? open_files - kSpareFiles : 1;
  return std::min(wanted, left);
}

std::size_t raise_file_limit(std::size_t wanted) {
  const std::optional<std::size_t> limit = os::allow_open_files(wanted + kSpareFiles);
  return limit ? connections_within(wanted, *limit) : wanted;
}

Result<ServiceConfig> read_configuration(const std::filesystem::path& file,
                                         const aws::Environment& environment) {
  const auto text = os::read_file(file);
  if (!text) return std::unexpected(text.error());
  return parse_service_config(*text, file, has_certificate(environment));
}

Result<ServiceResources> acquire_resources(const ServeRequest& request,
                                           const home::ProcessContext& context,
                                           const Clock& clock) {
  ServiceResources resources;
  resources.file = request.config;
  resources.environment = &context.environment;
  auto config = read_configuration(request.config, context.environment);
  if (!config) return std::unexpected(config.error());
  resources.config = std::move(*config);
  if (auto good = check_secrecy(request, resources.config); !good)
    return std::unexpected(good.error());
  auto secrets = load_service_secrets(resources.config, context.environment);
  if (!secrets) return std::unexpected(secrets.error());
  resources.secrets = std::move(*secrets);
  const home::AccountRequest account_request{resources.config.profile, resources.config.region, {}};
  auto account = home::find_account(account_request, "", context);
  if (!account) return std::unexpected(account.error());
  auto clients = aws::Clients::make(account->settings, context.environment, nullptr);
  if (!clients) return std::unexpected(clients.error());
  resources.clients = std::move(*clients);
  resources.http.address = resources.config.listen.address;
  resources.http.port = resources.config.listen.port;
  resources.http.max_header = kMaxHeader;
  resources.http.max_body = kMaxBody;
  resources.http.request_deadline = kRequestDeadline;
  resources.http.idle_limit = kIdleLimit;
  resources.http.max_connections = raise_file_limit(resources.config.max_connections);
  resources.http.max_connections_per_peer = resources.config.max_connections_per_peer;
  auto certificate = load_certificate(resources.config, *resources.environment, clock.seconds());
  if (!certificate) return std::unexpected(certificate.error());
  if (*certificate) {
    resources.http.certificate = std::move((*certificate)->certificate);
    resources.warning = std::move((*certificate)->warning);
  }
  // A service that runs already has the store to itself.
  if (request.check_only) return resources;
  auto store = store::open_store(resources.config.store);
  if (!store) return std::unexpected(store.error());
  resources.store = std::move(*store);
  resources.notify_socket = context.environment.get("NOTIFY_SOCKET").value_or("");
  resources.version = request.version;
  return resources;
}

}  // namespace cloudx::relay
