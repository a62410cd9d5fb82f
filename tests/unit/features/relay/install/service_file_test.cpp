#include "features/relay/install/service_file.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

ServiceFile service() {
  return {.program = "/usr/bin/cloudx-proxy",
          .key_file = "/etc/keys/100%.key",
          .identity = "/etc/keys/proxy",
          .options = {"--id", "my-mac", "--api-url", "https://r.example/$x?a=\"b\""},
          .run_as = {}};
}

TEST(ServiceFile, SystemsUnitGetsTheKeysAsCredentials) {
  const std::string unit = systemd_unit(service(), false);
  EXPECT_TRUE(unit.contains("\nLoadCredential=relay-key:/etc/keys/100%%.key\n")) << unit;
  EXPECT_TRUE(unit.contains("\nLoadCredential=identity:/etc/keys/proxy\n"));
  EXPECT_TRUE(unit.contains("--api-key-file \"%d/relay-key\" --identity \"%d/identity\"\n"));
  EXPECT_TRUE(unit.contains("\nDynamicUser=yes\n"));
  EXPECT_TRUE(unit.contains("\nNoNewPrivileges=yes\n"));
  EXPECT_TRUE(unit.contains("\nProtectSystem=strict\n"));
}

TEST(ServiceFile, WordsOfTheUnitSurviveItsExpansions) {
  EXPECT_TRUE(systemd_unit(service(), false)
                  .contains(R"(ExecStart="/usr/bin/cloudx-proxy" relay forward "--id" "my-mac" )"
                            R"("--api-url" "https://r.example/$$x?a=\"b\"" )"));
}

TEST(ServiceFile, NamedUserTakesThePlaceOfTheMadeUpOne) {
  ServiceFile named = service();
  named.run_as = "relay";
  const std::string unit = systemd_unit(named, false);
  EXPECT_TRUE(unit.contains("\nUser=relay\n"));
  EXPECT_FALSE(unit.contains("DynamicUser"));
}

TEST(ServiceFile, UsersUnitReadsItsFilesItself) {
  const std::string unit = systemd_unit(service(), true);
  EXPECT_TRUE(unit.contains("--api-key-file \"/etc/keys/100%%.key\""));
  EXPECT_FALSE(unit.contains("LoadCredential"));
  EXPECT_TRUE(unit.contains("\nWantedBy=default.target\n"));
}

TEST(ServiceFile, PlistIsEscaped) {
  ServiceFile odd = service();
  odd.options = {"--api-url", "https://r.example/?a=<b>&c"};
  const std::string plist = launchd_plist(odd);
  EXPECT_TRUE(plist.contains("<string>https://r.example/?a=&lt;b&gt;&amp;c</string>"));
  EXPECT_TRUE(plist.contains("<string>--identity</string>\n    <string>/etc/keys/proxy</string>"));
}

}  // namespace
}  // namespace cloudx::relay
