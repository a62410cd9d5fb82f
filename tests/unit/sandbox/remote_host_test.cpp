#include "sandbox/agent/remote_host.hpp"

#include <gtest/gtest.h>

namespace cloudx::sandbox {
namespace {

constexpr const char* kNewest = "3.3.1142.0";
const HostNames kNames{{"db.internal", {"127.0.0.5", "127.0.0.6"}},
                       {"metadata.internal", {"127.0.0.5", "169.254.169.254"}}};

RemoteHost find(std::string_view host, std::string_view version = kNewest) {
  return find_remote_host(host, version, "172.31.1.1", kNames);
}

std::string forbidden(std::string_view host, std::string_view version = kNewest) {
  return find(host, version).forbidden;
}

TEST(RemoteHostTest, AddressesOfANameAreDialledInOrder) {
  EXPECT_EQ(find("db.internal").addresses, (std::vector<std::string>{"127.0.0.5", "127.0.0.6"}));
  EXPECT_TRUE(find("unknown.internal").addresses.empty());
  EXPECT_EQ(forbidden("unknown.internal"), "");
}

TEST(RemoteHostTest, LoopbackIsTheInstanceItselfAndNotForbidden) {
  for (const char* host : {"", "localhost", "127.0.0.1", "::1"}) {
    EXPECT_EQ(find(host).addresses, std::vector<std::string>{""}) << host;
    EXPECT_EQ(forbidden(host), "") << host;
  }
}

TEST(RemoteHostTest, AgentBefore3_1_1188TakesItsOwnPortWithoutAWord) {
  EXPECT_EQ(find("169.254.169.254", "3.1.1187.0").addresses, std::vector<std::string>{""});
  EXPECT_EQ(forbidden("169.254.169.254", "3.1.1187.0"), "");
}

TEST(RemoteHostTest, DeniedAddressIsForbiddenHoweverItIsWritten) {
  EXPECT_EQ(forbidden("169.254.169.254"), "Forwarding to IP address 169.254.169.254 is forbidden.");
  EXPECT_NE(forbidden("fd00:ec2:0::254"), "");
  EXPECT_NE(forbidden("172.31.0.2"), "");
  EXPECT_NE(forbidden("172.31.255.255"), "");
  EXPECT_EQ(forbidden("172.31.0.4"), "");
}

TEST(RemoteHostTest, OneDeniedAddressForbidsTheName) {
  EXPECT_EQ(forbidden("metadata.internal"),
            "Forwarding to IP address metadata.internal is forbidden.");
}

TEST(RemoteHostTest, AgentBefore3_1_1374ComparesTextOnly) {
  EXPECT_EQ(forbidden("metadata.internal", "3.1.1260.0"), "");
  EXPECT_EQ(forbidden("fd00:ec2:0::254", "3.1.1260.0"), "");
  EXPECT_NE(forbidden("169.254.169.254", "3.1.1260.0"), "");
  EXPECT_NE(forbidden("172.31.1.1", "3.1.1260.0"), "");
  EXPECT_EQ(forbidden("172.31.1.1"), "");
}

}  // namespace
}  // namespace cloudx::sandbox
