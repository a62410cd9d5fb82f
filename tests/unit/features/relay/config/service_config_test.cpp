#include "features/relay/config/service_config.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

constexpr const char* kFile = "/etc/relay/relay.toml";

std::string mistake(std::string_view text) {
  const auto config = parse_service_config(text, kFile);
  return config ? "" : config.error().message;
}

TEST(ServiceConfigTest, EmptyFileGivesTheDefaults) {
  const auto config = parse_service_config("", kFile);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->listen.address, "127.0.0.1");
  EXPECT_EQ(config->store, "/etc/relay/relay.db");
  EXPECT_FALSE(config->v1);
  EXPECT_FALSE(config->accept);
  EXPECT_EQ(config->launch_template, "ssh-proxy");
  EXPECT_EQ(config->idle, std::chrono::minutes(5));
  EXPECT_EQ(config->most, std::chrono::hours(24));
}

TEST(ServiceConfigTest, EverySettingIsRead) {
  const auto config = parse_service_config(R"(
[service]
listen = "[::]:8443"
tls_certificate = "cert.pem"
tls_key = "/keys/key.pem"
store = "postgresql://relay@db/relay"
v1 = false
trusted_proxies = ["127.0.0.1", "fd00::/8"]
metrics = ["192.0.2.0/24"]
lease_seconds = 7
[auth]
api_key_file = "api.key"
master_key_file = "../master.key"
operator_password_file = "password"
accept = ["my-mac", "other"]
[aws]
profile = "relay"
region = "eu-west-1"
launch_template = "mine"
ssh_port = 2222
instance_types = ["c7g.medium", "a1.medium"]
subnets = ["subnet-0a1b", "eu-west-1c"]
hourly_price = 0.01
address_hourly_price = 0.02
disk_hourly_price = 0.03
[limits]
idle_minutes = 10
max_hours = 12
connections = 100
connections_per_address = 9
)",
                                           kFile);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->listen.address, "::");
  EXPECT_EQ(config->listen.port, 8443);
  EXPECT_EQ(config->tls_certificate, "/etc/relay/cert.pem");
  EXPECT_EQ(config->tls_key, "/keys/key.pem");
  EXPECT_EQ(config->store, "postgresql://relay@db/relay");
  EXPECT_EQ(config->v1, false);
  ASSERT_EQ(config->trusted_proxies.size(), 2U);
  EXPECT_TRUE(config->trusted_proxies[1].contains(*IpAddress::parse("fd12::1")));
  EXPECT_EQ(config->metrics.size(), 1U);
  EXPECT_EQ(config->lease, std::chrono::seconds(7));
  EXPECT_EQ(config->api_key_file, "/etc/relay/api.key");
  EXPECT_EQ(config->master_key_file, "/etc/master.key");
  EXPECT_EQ(config->operator_password_file, "/etc/relay/password");
  EXPECT_EQ(config->accept, (std::vector<std::string>{"my-mac", "other"}));
  EXPECT_EQ(config->profile, "relay");
  EXPECT_EQ(config->region, "eu-west-1");
  EXPECT_EQ(config->launch_template, "mine");
  EXPECT_EQ(config->ssh_port, 2222);
  EXPECT_EQ(config->instance_types, (std::vector<std::string>{"c7g.medium", "a1.medium"}));
  EXPECT_EQ(config->subnets, (std::vector<std::string>{"subnet-0a1b", "eu-west-1c"}));
  EXPECT_DOUBLE_EQ(config->hourly_price, 0.01);
  EXPECT_DOUBLE_EQ(config->price_of_an_hour(), 0.06);
  EXPECT_EQ(config->idle, std::chrono::minutes(10));
  EXPECT_EQ(config->most, std::chrono::hours(12));
  EXPECT_EQ(config->max_connections, 100U);
  EXPECT_EQ(config->max_connections_per_peer, 9U);
}

TEST(ServiceConfigTest, MistakeIsNamedWithFileAndLine) {
  const std::string at = std::string(kFile) + ":2: ";
  EXPECT_EQ(mistake("[service]\nlisten = 8080"), at + "service.listen must be a text in quotes");
  EXPECT_EQ(mistake("[service]\nlisten = \"localhost:1\""),
            at + "service.listen must be ADDRESS:PORT, for example \"0.0.0.0:443\"");
  EXPECT_EQ(
      mistake("[service]\nlisten = \"0.0.0.0:80\""),
      at + "service.listen is not a loopback address: that needs tls_certificate and tls_key");
  EXPECT_EQ(mistake("[service]\ntls_key = \"k\""),
            at + "service.tls_key needs tls_certificate with it");
  EXPECT_EQ(mistake("[service]\nv1 = \"yes\""), at + "service.v1 must be true or false");
  EXPECT_EQ(mistake("[service]\nlisten_ = \"\""),
            at + "service.listen_ is no setting that there is");
  EXPECT_EQ(mistake("[service]\ntrusted_proxies = [\"proxy\"]"),
            at + "service.trusted_proxies must be IP addresses and networks: \"192.0.2.1\", "
                 "\"10.0.0.0/8\"");
  EXPECT_EQ(mistake("[service]\nmetrics = [\"10.0.0.0/33\"]").substr(0, at.size() + 15),
            at + "service.metrics");
  EXPECT_EQ(mistake("[service]\nmetrics = \"yes\"").substr(0, at.size() + 15),
            at + "service.metrics");
  EXPECT_EQ(mistake("[service]\nstore = \"mysql://u:secret@h/d\""),
            at + "service.store is of a kind that there is not (\"mysql:\"): a file's path, "
                 "sqlite:PATH, postgresql://... and :memory: are");
  for (const char* types : {"[]", "[\"\"]", "[\"t3.nano\"]", "[\"t4g\"]", "[\"t4g.nano;\"]"}) {
    EXPECT_EQ(mistake(std::string("[aws]\ninstance_types = ") + types).substr(0, at.size() + 18),
              at + "aws.instance_types")
        << types;
  }
  EXPECT_EQ(mistake("[auth]\naccept = [\"a b\"]"),
            at + "auth.accept must be endpoint ids: [A-Za-z0-9-]");
  EXPECT_EQ(mistake("[auth]\naccept = \"my-mac\""),
            at + "auth.accept must be a list of texts: [\"a\", \"b\"]");
  EXPECT_EQ(mistake("[limits]\nidle_minutes = 0"),
            at + "limits.idle_minutes must be a whole number from 1 to 10080");
  EXPECT_EQ(mistake("[limits]\nmax_hours = 1.5"),
            at + "limits.max_hours must be a whole number from 1 to 8760");
  EXPECT_EQ(mistake("\n[limit]\n").substr(0, at.size() + 5), at + "limit");
  EXPECT_EQ(mistake("a = 1\n[service\n").substr(0, at.size()), at);
  EXPECT_EQ(mistake("\nservice = 1").substr(0, at.size() + 7), at + "service");
}

TEST(ServiceConfigTest, StoreIsAFileBesideTheConfigurationOrAUrl) {
  const auto store_of = [](const std::string& store) {
    return parse_service_config("[service]\nstore = \"" + store + "\"", kFile)->store;
  };
  EXPECT_EQ(store_of("a.db"), "/etc/relay/a.db");
  EXPECT_EQ(store_of("sqlite:a.db"), "/etc/relay/a.db");
  EXPECT_EQ(store_of("sqlite:/var/a.db"), "/var/a.db");
  EXPECT_EQ(store_of("sqlite:///var/a.db"), "/var/a.db");
  EXPECT_EQ(store_of(":memory:"), ":memory:");
  EXPECT_EQ(store_of("postgres://h/d"), "postgres://h/d");
}

TEST(ServiceConfigTest, MetricsAreForNobodyUnlessAskedFor) {
  EXPECT_TRUE(parse_service_config("", kFile)->metrics.empty());
  EXPECT_TRUE(parse_service_config("[service]\nmetrics = false", kFile)->metrics.empty());
  const auto config = parse_service_config("[service]\nmetrics = true", kFile);
  ASSERT_EQ(config->metrics.size(), 2U);
  EXPECT_TRUE(config->metrics[0].contains(*IpAddress::parse("127.0.0.1")));
  EXPECT_TRUE(config->metrics[1].contains(*IpAddress::parse("::1")));
}

TEST(ServiceConfigTest, LoopbackMayBeWrittenInAnyWay) {
  for (const auto& [listen, address] :
       {std::pair("[0:0:0:0:0:0:0:1]:80", "::1"), std::pair("[::ffff:127.0.0.1]:80", "127.0.0.1"),
        std::pair("127.0.0.9:80", "127.0.0.9")}) {
    const auto config =
        parse_service_config(std::string("[service]\nlisten = \"") + listen + "\"", kFile);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->listen.address, address);
  }
}

TEST(ServiceConfigTest, TemplatesOwnTypeIsTriedFirstAndOthersAreThere) {
  const auto config = parse_service_config("", kFile);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->instance_types.front(), "");
  EXPECT_GT(config->instance_types.size(), 2U);
}

TEST(ServiceConfigTest, EstimateCountsAddressAndDisk) {
  const auto config = parse_service_config("", kFile);
  EXPECT_GT(config->price_of_an_hour(), 0.0042 + 0.005);
  EXPECT_LT(config->price_of_an_hour(), 0.0042 + 0.005 + 0.001);
}

}  // namespace
}  // namespace cloudx::relay
