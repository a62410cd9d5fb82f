#include "features/relay/client/ssh_failure.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

constexpr int kFailed = 255;

Error explained(std::string_view text) {
  SshLog log;
  log.add(text);
  EndpointView relay;
  relay.address = "192.0.2.7";
  return explain_ssh_end(log, kFailed, relay, {.identity = "/k"});
}

TEST(SshFailure, ChangedHostKeyIsSaidPlainly) {
  const Error error = explained(
      "@@@@@@@@@@@@\r\nSomeone could be eavesdropping\r\nHost key verification failed.\r\n");
  EXPECT_EQ(error.kind, Errc::tls);
  EXPECT_TRUE(error.message.contains("another host key than the relay service said"));
}

TEST(SshFailure, RefusedKeyIsNamed) {
  const Error error = explained("ec2-user@192.0.2.7: Permission denied (publickey).\r\n");
  EXPECT_EQ(error.kind, Errc::credentials);
  EXPECT_TRUE(error.message.contains("does not accept the key /k"));
}

TEST(SshFailure, KeyThatOthersCanReadIsSaid) {
  const Error error = explained(
      "Permissions 0644 for '/k' are too open.\r\nec2-user@192.0.2.7: Permission denied "
      "(publickey).\r\n");
  EXPECT_EQ(error.kind, Errc::credentials);
  EXPECT_TRUE(error.message.contains("chmod 600 /k")) << error.message;
}

TEST(SshFailure, PortOfThisMachineThatIsRefusedIsKnownFromItsLine) {
  EXPECT_TRUE(tells_refused_port("connect_to localhost port 22: failed."));
  EXPECT_TRUE(tells_refused_port("connect_to localhost: unknown host (Name or service not known)"));
  EXPECT_FALSE(tells_refused_port("Authenticated to connect_to localhost port 22: failed."));
  EXPECT_FALSE(tells_refused_port("connect_to"));
}

TEST(SshFailure, EveryLineIsTold) {
  std::vector<std::string> told;
  SshLog log;
  log.listen([&](std::string_view line) { told.emplace_back(line); });
  log.add("connect_to localhost port 22: fai");
  log.add("led.\r\nTransferred: sent 1\n");
  EXPECT_EQ(told, (std::vector<std::string>{"connect_to localhost port 22: failed.",
                                            "Transferred: sent 1"}));
}

TEST(SshFailure, AnythingElseIsSshsLastWord) {
  EXPECT_EQ(explained("Warning: Permanently added 'x'\r\nTransferred: sent 1\r\n"
                      "ssh: connect to host 192.0.2.7 port 22: \x1b[2JRefused\n"
                      "Bytes per second: 1\n")
                .message,
            "ssh to the relay at 192.0.2.7: ssh: connect to host 192.0.2.7 port 22:  [2JRefused");
  EXPECT_EQ(explained("").message, "ssh to the relay at 192.0.2.7: it ended with 255");
}

TEST(SshFailure, LoginIsSeenInPieces) {
  SshLog log;
  log.add("Authenti");
  EXPECT_FALSE(log.authenticated());
  log.add("cated to 192.0.2.7 ([192.0.2.7]:22) using \"publickey\".\n");
  EXPECT_TRUE(log.authenticated());
}

TEST(SshFailure, EndlessOutputTakesNoMemory) {
  SshLog log;
  for (int i = 0; i < 1000; ++i) log.add(std::string(10000, 'x') + "\n");
  EXPECT_LE(log.lines().size(), 20U);
  EXPECT_LE(log.lines().back().size(), 1000U);
}

}  // namespace
}  // namespace cloudx::relay
