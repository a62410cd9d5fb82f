#include "features/relay/config/service_config.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ip_address.hpp"
#include "base/toml.hpp"
#include "base/url.hpp"
#include "features/relay/config/toml_section.hpp"
#include "protocol/relay/keys.hpp"
#include "store/store_name.hpp"

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
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  const auto parsed = IpAddress::parse(address);
  if (!whole || !parsed) return std::nullopt;
  listen.address = parsed->text();
  return listen;
}

std::string beside(const fs::path& file, const std::string& path) {
  return path.empty() ? path : (file.parent_path() / path).lexically_normal().string();
}

void read_store(TomlSection& section, const fs::path& file, ServiceConfig& config) {
  config.store = "relay.db";
  section.text("store", config.store);
  const auto name = store::parse_store_name(config.store);
  if (!name) return section.refuse("store", name.error().message);
  config.store = name->kind == store::StoreKind::sqlite ? beside(file, name->where) : name->where;
}

std::vector<IpNetwork> networks(TomlSection& section, std::string_view key) {
  std::vector<std::string> texts;
  section.texts(key, texts);
  std::vector<IpNetwork> networks;
  for (const std::string& text : texts) {
    const auto network = IpNetwork::parse(text);
    if (network) networks.push_back(*network);
    if (!network) {
      section.refuse(key, "must be IP addresses and networks: \"192.0.2.1\", \"10.0.0.0/8\"");
    }
  }
  return networks;
}

// true stands for this machine itself.
void read_metrics(TomlSection& section, ServiceConfig& config) {
  if (!section.has_flag("metrics")) {
    config.metrics = networks(section, "metrics");
    return;
  }
  std::optional<bool> wanted;
  section.flag("metrics", wanted);
  if (!wanted.value_or(false)) return;
  for (const char* const text : {"127.0.0.0/8", "::1"}) {
    config.metrics.push_back(*IpNetwork::parse(text));
  }
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
  read_store(section, file, config);
  section.flag("v1", config.v1);
  config.trusted_proxies = networks(section, "trusted_proxies");
  read_metrics(section, config);
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

// Images for relays are arm64: those with a "g" behind the generation, and the first of them all.
bool is_arm_type(std::string_view type) {
  const std::size_t dot = type.find('.');
  const std::string_view family = type.substr(0, dot);
  const std::size_t digit = family.find_first_of("0123456789");
  if (dot == std::string_view::npos || digit == std::string_view::npos || digit == 0) return false;
  const bool plain = std::ranges::all_of(type, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
  return plain && (family == "a1" || family.substr(digit).contains('g'));
}

// "subnet-0123abcd", or an availability zone such as "eu-west-1a".
bool is_place(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void read_choices(TomlSection& section, std::string_view key, bool (*fits)(std::string_view),
                  std::string_view otherwise, std::vector<std::string>& into) {
  if (!section.has(key)) return section.texts(key, into);
  into.clear();
  section.texts(key, into);
  if (into.empty() || !std::ranges::all_of(into, fits)) section.refuse(key, otherwise);
}

void read_aws(TomlSection section, ServiceConfig& config) {
  section.text("profile", config.profile);
  section.text("region", config.region);
  section.text("launch_template", config.launch_template);
  read_choices(section, "instance_types", is_arm_type,
               "must be instance types with an arm64 (Graviton) processor: \"t4g.nano\"",
               config.instance_types);
  read_choices(section, "subnets", is_place,
               "must be subnet ids or availability zones: \"subnet-0123abcd\", \"eu-west-1a\"",
               config.subnets);
  section.number("hourly_price", 0, 1000, config.hourly_price);
  section.number("address_hourly_price", 0, 1000, config.address_hourly_price);
  section.number("disk_hourly_price", 0, 1000, config.disk_hourly_price);
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
