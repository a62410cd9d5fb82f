#pragma once
// The configuration of `relay serve`: a TOML file (toml.io, version 1.0), and secrets that it names
// files for.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "aws/core/environment.hpp"
#include "base/error.hpp"
#include "base/ip_address.hpp"
#include "base/secret.hpp"

namespace cloudx::relay {

struct ListenAddress {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

struct ServiceConfig {
  // [service]
  ListenAddress listen;
  std::string tls_certificate;  // files; both empty: plain HTTP, on loopback only
  std::string tls_key;
  std::string store;                       // store::open_store
  std::optional<bool> v1;                  // missing: on where there is a key for it
  std::vector<IpNetwork> trusted_proxies;  // whose X-Forwarded-For is believed
  std::vector<IpNetwork> metrics;          // who may read /metrics; empty: nobody
  std::chrono::seconds lease{30};          // after which another node goes on with a launch
  // [auth]
  std::string api_key_file;
  std::string master_key_file;
  std::string operator_password_file;
  std::optional<std::vector<std::string>> accept;
  // [aws]
  std::optional<std::string> profile;
  std::optional<std::string> region;
  std::string launch_template = "ssh-proxy";
  // What a launch tries in turn while EC2 has no room; "": as the launch template says.
  std::vector<std::string> instance_types{"", "t4g.micro", "t4g.small", "t4g.medium", "c6g.medium"};
  std::vector<std::string> subnets{""};  // ids, or availability zones
  std::uint16_t ssh_port = 22;           // of the relays
  // US dollars in us-east-1, for the estimate only: of a t4g.nano, its public IPv4 address, and the
  // 2 GiB of gp3 that the image is made for.
  double hourly_price = 0.0042;
  double address_hourly_price = 0.005;
  double disk_hourly_price = 0.0002;
  // [limits]
  std::chrono::minutes idle{5};
  std::chrono::hours most{24};
  std::size_t max_connections = 20'000;
  std::size_t max_connections_per_peer = 1000;

  // What a relay costs, with all that it is billed for but its traffic.
  [[nodiscard]] double price_of_an_hour() const {
    return hourly_price + address_hourly_price + disk_hourly_price;
  }
};

// Relative paths become relative to the file's folder; the store is "relay.db" beside the file
// unless said otherwise. Errc::configuration names file and line.
// `has_certificate`: systemd gives the service its certificate and key, so that the file need not.
[[nodiscard]] Result<ServiceConfig> parse_service_config(std::string_view text,
                                                         const std::filesystem::path& file,
                                                         bool has_certificate = false);

struct ServiceSecrets {
  Secret api_key;            // version 1; empty: none
  Secret master_key;         // version 2; empty: none
  Secret operator_password;  // empty: no status page

  // What host keys and client tokens are derived from: the same on every node.
  [[nodiscard]] const Secret& own() const { return master_key.empty() ? api_key : master_key; }
};

// Each from the file that the configuration names, else from the environment
// (CLOUDX_RELAY_API_KEY, CLOUDX_RELAY_MASTER_KEY: the key file's text,
// CLOUDX_RELAY_OPERATOR_PASSWORD), else from a systemd credential (systemd.exec(5),
// LoadCredential=; relay-api-key, relay-master-key, relay-operator-password), which also takes the
// place of a file that the service cannot read. A key file that others may read is an error, and
// that there is neither key, too.
[[nodiscard]] Result<ServiceSecrets> load_service_secrets(const ServiceConfig& config,
                                                          const aws::Environment& environment);

}  // namespace cloudx::relay
