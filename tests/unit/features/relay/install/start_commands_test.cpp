#include "features/relay/install/start_commands.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

constexpr const char* kPlist = "/Library/LaunchDaemons/cloudx-proxy.relay-forward.plist";

ServiceFile logged(std::optional<std::string> run_as = {}) {
  return {.program = {},
          .key_file = {},
          .identity = {},
          .options = {},
          .run_as = std::move(run_as),
          .log_file = "/var/log/cloudx-relay-forward.log"};
}

InstallRequest launchd(bool user = false) {
  InstallRequest request;
  request.kind = ServiceKind::launchd;
  request.user = user;
  return request;
}

TEST(StartCommands, LaunchdMakesTheSystemsService) {
  EXPECT_EQ(start_commands(launchd(), logged(), kPlist, false),
            "  launchctl bootstrap system "
            "/Library/LaunchDaemons/cloudx-proxy.relay-forward.plist\n");
}

TEST(StartCommands, LaunchdIsRidOfTheOldServiceBeforeItMakesTheNewOne) {
  EXPECT_EQ(
      start_commands(launchd(), logged(), kPlist, true),
      "  launchctl bootout system/cloudx-proxy.relay-forward\n"
      "  while launchctl print system/cloudx-proxy.relay-forward > /dev/null 2>&1; do sleep 1; "
      "done\n"
      "  launchctl bootstrap system "
      "/Library/LaunchDaemons/cloudx-proxy.relay-forward.plist\n");
}

TEST(StartCommands, UsersServiceOfLaunchdIsInTheUsersDomain) {
  const std::string commands =
      start_commands(launchd(true), logged(), "/Users/jane doe/Library/LaunchAgents/x.plist", true);
  EXPECT_TRUE(commands.contains("bootout gui/$(id -u)/cloudx-proxy.relay-forward\n")) << commands;
  EXPECT_TRUE(commands.contains("'/Users/jane doe/Library/LaunchAgents/x.plist'\n"));
}

TEST(StartCommands, LogOfAnotherUserIsMadeFirst) {
  EXPECT_TRUE(start_commands(launchd(), logged("_relay"), kPlist, false)
                  .starts_with("  touch /var/log/cloudx-relay-forward.log && "
                               "chown _relay /var/log/cloudx-relay-forward.log\n"));
}

TEST(StartCommands, SystemdReadsTheUnitAndRestartsWhatRuns) {
  const std::string first = start_commands({}, logged(), "/etc/systemd/system/x", false);
  EXPECT_EQ(first,
            "  systemctl daemon-reload\n  systemctl enable --now cloudx-relay-forward.service\n");
  EXPECT_EQ(start_commands({}, logged(), "/etc/systemd/system/x", true),
            first + "  systemctl restart cloudx-relay-forward.service\n");
}

}  // namespace
}  // namespace cloudx::relay
