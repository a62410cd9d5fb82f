#include "features/relay/install/service_file.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

ServiceFile systems() {
  return {.program = "/usr/bin/cloudx-proxy",
          .key_file = "/etc/keys/100%.key",
          .identity = "/etc/keys/proxy",
          .options = {"--id", "my-mac", "--api-url", "https://r.example/$x?a=\"b\""},
          .run_as = {}};
}

TEST(ServiceFile, SystemsUnitGetsTheKeysAsCredentials) {
  const std::string unit = systemd_unit(systems(), false);
  EXPECT_TRUE(unit.contains("\nLoadCredential=relay-key:/etc/keys/100%%.key\n")) << unit;
  EXPECT_TRUE(unit.contains("\nLoadCredential=identity:/etc/keys/proxy\n"));
  EXPECT_TRUE(unit.contains("--api-key-file \"%d/relay-key\" --identity \"%d/identity\"\n"));
  EXPECT_TRUE(unit.contains("\nDynamicUser=yes\n"));
  EXPECT_TRUE(unit.contains("\nNoNewPrivileges=yes\n"));
  EXPECT_TRUE(unit.contains("\nProtectSystem=strict\n"));
}

TEST(ServiceFile, WordsOfTheUnitSurviveItsExpansions) {
  EXPECT_TRUE(systemd_unit(systems(), false)
                  .contains(R"(ExecStart="/usr/bin/cloudx-proxy" relay forward "--id" "my-mac" )"
                            R"("--api-url" "https://r.example/$$x?a=\"b\"" )"));
}

TEST(ServiceFile, AuthorityAndVariablesReachTheService) {
  ServiceFile service = systems();
  service.ca_file = "/home/me/ca.pem";
  service.variables = {{"https_proxy", "http://proxy.example:3128/%24\"", false},
                       {"SSL_CERT_FILE", "/root/roots.pem", true}};
  const std::string unit = systemd_unit(service, false);
  EXPECT_TRUE(unit.contains("\nLoadCredential=ca:/home/me/ca.pem\n")) << unit;
  EXPECT_TRUE(unit.contains(" --ca-file \"%d/ca\" --api-key-file "));
  EXPECT_TRUE(unit.contains("\nEnvironment=\"https_proxy=http://proxy.example:3128/%%24\\\"\"\n"));
  EXPECT_TRUE(unit.contains("\nLoadCredential=SSL_CERT_FILE:/root/roots.pem\n"));
  EXPECT_TRUE(unit.contains("\nEnvironment=\"SSL_CERT_FILE=%d/SSL_CERT_FILE\"\n"));
  const std::string users = systemd_unit(service, true);
  EXPECT_TRUE(users.contains(" --ca-file \"/home/me/ca.pem\" ")) << users;
  EXPECT_TRUE(users.contains("\nEnvironment=\"SSL_CERT_FILE=/root/roots.pem\"\n"));
  const std::string plist = launchd_plist(service);
  EXPECT_TRUE(plist.contains("<key>SSL_CERT_FILE</key>\n    <string>/root/roots.pem</string>"));
  EXPECT_TRUE(plist.contains("<string>--ca-file</string>\n    <string>/home/me/ca.pem</string>"));
}

TEST(ServiceFile, PassingFailureIsTriedAgainForGood) {
  EXPECT_TRUE(systemd_unit(systems(), false).contains("\nStartLimitIntervalSec=0\n"));
}

TEST(ServiceFile, NamedUserTakesThePlaceOfTheMadeUpOne) {
  ServiceFile named = systems();
  named.run_as = "relay";
  const std::string unit = systemd_unit(named, false);
  EXPECT_TRUE(unit.contains("\nUser=relay\n"));
  EXPECT_FALSE(unit.contains("DynamicUser"));
}

TEST(ServiceFile, UsersUnitReadsItsFilesItself) {
  const std::string unit = systemd_unit(systems(), true);
  EXPECT_TRUE(unit.contains("--api-key-file \"/etc/keys/100%%.key\""));
  EXPECT_FALSE(unit.contains("LoadCredential"));
  EXPECT_TRUE(unit.contains("\nWantedBy=default.target\n"));
}

TEST(ServiceFile, PlistIsEscaped) {
  ServiceFile odd = systems();
  odd.options = {"--api-url", "https://r.example/?a=<b>&c"};
  const std::string plist = launchd_plist(odd);
  EXPECT_TRUE(plist.contains("<string>https://r.example/?a=&lt;b&gt;&amp;c</string>"));
  EXPECT_TRUE(plist.contains("<string>--identity</string>\n    <string>/etc/keys/proxy</string>"));
}

TEST(ServiceFile, PlistSaysWhereTheLogIsAndThatNothingSlowsItDown) {
  ServiceFile service = systems();
  service.log_file = "/var/log/cloudx-relay-forward.log";
  const std::string plist = launchd_plist(service);
  EXPECT_TRUE(
      plist.contains("<key>StandardErrorPath</key>\n"
                     "  <string>/var/log/cloudx-relay-forward.log</string>\n"));
  EXPECT_TRUE(plist.contains("<key>ProcessType</key>\n  <string>Interactive</string>\n"));
}

}  // namespace
}  // namespace cloudx::relay
