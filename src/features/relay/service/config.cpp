#include "features/relay/service/config.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/ip_address.hpp"
#include "base/url.hpp"
#include "features/relay/service/toml.hpp"
#include "features/relay/service/toml_section.hpp"
#include "protocol/relay/keys.hpp"

namespace cloudx::relay {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kYearInHours = std::int64_t{24} * 365;
constexpr std::int64_t kWeekInMinutes = std::chrono::minutes(std::chrono::weeks(1)).count();

// "192.0.2.1:443", "[::]:443".
std::optional<ListenAddress> parse_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view address = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  ListenAddress listen;
  listen.address = address;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || !is_ip_address(address)) return std::nullopt;
  return listen;
}

std::string beside(const fs::path& file, const std::string& path) {
  return path.empty() ? path : (file.parent_path() / path).lexically_normal().string();
}

bool is_file_store(std::string_view store) {
  return !store.starts_with("postgres://") && !store.starts_with("postgresql://") &&
         store != ":memory:";
}

void read_service(TomlSection section, const fs::path& file, bool has_certificate,
                  ServiceConfig& config) {
  std::string listen;
  section.text("listen", listen);
  if (!listen.empty()) {
    const auto parsed = parse_listen(listen);
    if (parsed) config.listen = *parsed;
    if (!parsed) section.refuse("listen", "must be ADDRESS:PORT, for example \"0.0.0.0:443\"");
  }
  section.text("tls_certificate", config.tls_certificate);
  section.text("tls_key", config.tls_key);
  config.tls_certificate = beside(file, config.tls_certificate);
  config.tls_key = beside(file, config.tls_key);
  if (!has_certificate && config.tls_certificate.empty() != config.tls_key.empty()) {
    const bool lacks_key = config.tls_key.empty();
    section.refuse(lacks_key ? "tls_certificate" : "tls_key",
                   lacks_key ? "needs tls_key with it" : "needs tls_certificate with it");
  }
  const bool is_plain = config.tls_certificate.empty() && !has_certificate;
  if (is_plain && !is_loopback_host(config.listen.address)) {
    section.refuse("listen", "is not a loopback address: that needs tls_certificate and tls_key");
  }
  config.store = "relay.db";
  section.text("store", config.store);
  if (is_file_store(config.store)) config.store = beside(file, config.store);
  section.flag("v1", config.v1);
  section.texts("trusted_proxies", config.trusted_proxies);
  for (const std::string& proxy : config.trusted_proxies) {
    if (!is_ip_address(proxy)) section.refuse("trusted_proxies", "must be IP addresses");
  }
  if (const auto lease = section.integer("lease_seconds", 2, 600)) {
    config.lease = std::chrono::seconds(*lease);
  }
  section.end();
}

void read_auth(TomlSection section, const fs::path& file, ServiceConfig& config) {
  for (auto [key, into] : {std::pair("api_key_file", &config.api_key_file),
                           std::pair("master_key_file", &config.master_key_file),
                           std::pair("operator_password_file", &config.operator_password_file)}) {
    section.text(key, *into);
    *into = beside(file, *into);
  }
  if (section.has("accept")) {
    section.texts("accept", config.accept.emplace());
    for (const std::string& id : *config.accept) {
      if (!valid_id(id)) section.refuse("accept", "must be endpoint ids: [A-Za-z0-9-]");
    }
  }
  section.end();
}

void read_aws(TomlSection section, ServiceConfig& config) {
  section.text("profile", config.profile);
  section.text("region", config.region);
  section.text("launch_template", config.launch_template);
  section.number("hourly_price", 0, 1000, config.hourly_price);
  if (const auto port = section.integer("ssh_port", 1, 65535)) {
    config.ssh_port = static_cast<std::uint16_t>(*port);
  }
  section.end();
}

void read_limits(TomlSection section, ServiceConfig& config) {
  if (const auto minutes = section.integer("idle_minutes", 1, kWeekInMinutes)) {
    config.idle = std::chrono::minutes(*minutes);
  }
  if (const auto hours = section.integer("max_hours", 1, kYearInHours)) {
    config.most = std::chrono::hours(*hours);
  }
  if (const auto all = section.integer("connections", 1, 1'000'000)) {
    config.max_connections = static_cast<std::size_t>(*all);
  }
  if (const auto each = section.integer("connections_per_address", 1, 1'000'000)) {
    config.max_connections_per_peer = static_cast<std::size_t>(*each);
  }
  section.end();
}

}  // namespace

Result<ServiceConfig> parse_service_config(std::string_view text, const fs::path& file,
                                           bool has_certificate) {
  const toml::parse_result parsed = toml::parse(text, file.string());
  if (!parsed) {
    return fail(Errc::configuration,
                fmt::format("{}:{}: {}", file.string(), parsed.error().source().begin.line,
                            parsed.error().description()));
  }
  const toml::table& root = parsed.table();
  ServiceConfig config;
  std::optional<Error> mistake;
  for (const auto& [key, node] : root) {
    const bool known = key == "service" || key == "auth" || key == "aws" || key == "limits";
    if (known && node.is_table()) continue;
    mistake = fail(Errc::configuration,
                   fmt::format("{}:{}: {} is no section that there is: [service], [auth], [aws] "
                               "and [limits] are",
                               file.string(), node.source().begin.line, key.str()))
                  .error();
    return std::unexpected(*mistake);
  }
  const auto section = [&](std::string_view name) {
    return TomlSection(root[name].as_table(), std::string(name), file, mistake);
  };
  read_service(section("service"), file, has_certificate, config);
  read_auth(section("auth"), file, config);
  read_aws(section("aws"), config);
  read_limits(section("limits"), config);
  if (mistake) return std::unexpected(*mistake);
  return config;
}

}  // namespace cloudx::relay
