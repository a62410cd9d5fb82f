#include "features/relay/client/ssh_arguments.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

using ::testing::Contains;
using ::testing::Not;

EndpointView relay_of_ours() {
  EndpointView view;
  view.phase = RelayPhase::running;
  view.address = "192.0.2.7";
  view.port = 2222;
  view.host_key = "ssh-ed25519 AAAA";
  return view;
}

EndpointView relay_of_the_original() {
  EndpointView view = relay_of_ours();
  view.host_key.clear();
  view.port = 22;
  return view;
}

SshInvocation invocation(RelayMode mode) {
  return {.mode = mode,
          .identity = "/home/u/my keys/100%",
          .known_hosts = "/run/x/known_hosts",
          .local_end = "/run/x/endpoint",
          .port = 2022};
}

bool has_sequence(const std::vector<std::string>& words, const std::vector<std::string>& part) {
  return !std::ranges::search(words, part).empty();
}

TEST(SshArguments, ReadNoConfigurationAndPinTheHostKey) {
  const auto words = ssh_arguments(relay_of_ours(), invocation(RelayMode::attend));
  EXPECT_TRUE(has_sequence(words, {"ssh", "-F", "none"}));
  EXPECT_THAT(words, Contains("StrictHostKeyChecking=yes"));
  EXPECT_THAT(words, Contains("UserKnownHostsFile=\"/run/x/known_hosts\""));
  EXPECT_THAT(words, Contains("GlobalKnownHostsFile=/dev/null"));
  EXPECT_THAT(words, Contains("HostKeyAlgorithms=ssh-ed25519"));
  EXPECT_EQ(known_hosts_line(relay_of_ours()), "cloudx-relay ssh-ed25519 AAAA\n");
  EXPECT_THAT(words, Contains("HostKeyAlias=cloudx-relay"));
}

TEST(SshArguments, AttendForwardsASocketOfOursAndNothingElse) {
  const auto words = ssh_arguments(relay_of_ours(), invocation(RelayMode::attend));
  EXPECT_TRUE(has_sequence(words, {"-L", "/run/x/endpoint:/home/ec2-user/ssh-server"}));
  EXPECT_THAT(words, Not(Contains("-R")));
  EXPECT_TRUE(has_sequence(words, {"-p", "2222", "--", "192.0.2.7", "ssh-proxy attend"}));
}

TEST(SshArguments, ForwardOffersOnePortAndNothingElse) {
  const auto words = ssh_arguments(relay_of_ours(), invocation(RelayMode::forward));
  EXPECT_TRUE(has_sequence(words, {"-T", "-R", "/home/ec2-user/ssh-server:localhost:2022"}));
  EXPECT_EQ(std::ranges::count(words, "-R"), 1);
  EXPECT_THAT(words, Not(Contains("-L")));
  for (const char* option : {"ForwardAgent=no", "ForwardX11=no", "Tunnel=no",
                             "ExitOnForwardFailure=yes", "PermitLocalCommand=no"}) {
    EXPECT_THAT(words, Contains(option));
  }
  EXPECT_EQ(words.back(), "ssh-proxy forward");
}

TEST(SshArguments, OriginalsRelayKnowsTheModeByAVariableToo) {
  const auto forward = ssh_arguments(relay_of_the_original(), invocation(RelayMode::forward));
  EXPECT_THAT(forward, Contains("SetEnv=SSH_PROXY_FORWARD=1"));
  EXPECT_THAT(forward, Contains("-tt"));
  const auto connect = ssh_arguments(relay_of_the_original(), invocation(RelayMode::connect));
  EXPECT_THAT(connect, Contains("SetEnv=SSH_PROXY_CONNECT=1"));
  EXPECT_THAT(connect, Contains("StrictHostKeyChecking=no"));
  EXPECT_THAT(connect, Contains("UserKnownHostsFile=/dev/null"));
  EXPECT_EQ(connect.back(), "ssh-proxy connect");
}

TEST(SshArguments, FileNamesAreQuotedForSsh) {
  EXPECT_THAT(ssh_arguments(relay_of_ours(), invocation(RelayMode::attend)),
              Contains("IdentityFile=\"/home/u/my keys/100%%\""));
}

}  // namespace
}  // namespace cloudx::relay
