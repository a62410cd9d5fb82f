#include "features/relay/service/renewal.hpp"

#include <gmock/gmock.h>

namespace cloudx::relay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ServiceConfig config_of(std::string_view text) {
  return *parse_service_config(text, "/etc/relay/relay.toml");
}

TEST(RenewalTest, KeysEndpointsLimitsAndWhoIsBelievedAreTaken) {
  ServiceConfig running = config_of("");
  EXPECT_THAT(renew(running, config_of(R"(
[service]
v1 = false
trusted_proxies = ["10.0.0.0/8"]
metrics = true
[auth]
api_key_file = "other.key"
accept = ["my-mac"]
[aws]
instance_types = ["t4g.small"]
hourly_price = 1
[limits]
idle_minutes = 7
max_hours = 8
connections = 9
connections_per_address = 3
)")),
              IsEmpty());
  EXPECT_EQ(running.v1, false);
  EXPECT_EQ(running.trusted_proxies.size(), 1U);
  EXPECT_EQ(running.metrics.size(), 2U);
  EXPECT_EQ(running.api_key_file, "/etc/relay/other.key");
  EXPECT_THAT(*running.accept, ElementsAre("my-mac"));
  EXPECT_THAT(running.instance_types, ElementsAre("t4g.small"));
  EXPECT_EQ(running.hourly_price, 1);
  EXPECT_EQ(running.idle, std::chrono::minutes(7));
  EXPECT_EQ(running.most, std::chrono::hours(8));
  EXPECT_EQ(running.max_connections, 9U);
  EXPECT_EQ(running.max_connections_per_peer, 3U);
}

TEST(RenewalTest, WhatStandsWithTheProcessIsNamedAndStays) {
  ServiceConfig running = config_of("");
  EXPECT_THAT(renew(running, config_of(R"(
[service]
listen = "127.0.0.2:80"
store = ":memory:"
lease_seconds = 5
tls_certificate = "cert.pem"
tls_key = "key.pem"
[aws]
profile = "other"
region = "eu-west-3"
launch_template = "other"
ssh_port = 23
[limits]
idle_minutes = 7
)")),
              ElementsAre("service.listen", "service.tls_certificate", "service.store",
                          "service.lease_seconds", "aws.profile", "aws.region",
                          "aws.launch_template", "aws.ssh_port"));
  EXPECT_EQ(running.listen.address, "127.0.0.1");
  EXPECT_EQ(running.store, "/etc/relay/relay.db");
  EXPECT_EQ(running.tls_key, "");
  EXPECT_EQ(running.ssh_port, 22);
  EXPECT_EQ(running.idle, std::chrono::minutes(7));
}

TEST(RenewalTest, CertificateMayHaveMoved) {
  ServiceConfig running = config_of("[service]\ntls_certificate = \"a.pem\"\ntls_key = \"a.key\"");
  EXPECT_THAT(
      renew(running, config_of("[service]\ntls_certificate = \"b.pem\"\ntls_key = \"b.key\"")),
      IsEmpty());
  EXPECT_EQ(running.tls_certificate, "/etc/relay/b.pem");
  EXPECT_EQ(running.tls_key, "/etc/relay/b.key");
}

}  // namespace
}  // namespace cloudx::relay
