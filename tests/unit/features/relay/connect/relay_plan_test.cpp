#include "features/relay/connect/relay_plan.hpp"

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

TEST(RelayLocalAddress, TakesHostsPortsAndIpv6) {
  const auto is = [](const char* text, const std::string& host, int port) {
    const auto address = parse_local(text);
    return address && address->host == host && address->port == port;
  };
  EXPECT_TRUE(is("my-mac.local", "my-mac.local", 22));
  EXPECT_TRUE(is("my-mac.local:2222", "my-mac.local", 2222));
  EXPECT_TRUE(is("fe80::1", "fe80::1", 22));
  EXPECT_TRUE(is("[fe80::1]", "fe80::1", 22));
  EXPECT_TRUE(is("[fe80::1]:2222", "fe80::1", 2222));
}

TEST(RelayLocalAddress, WhatIsNoneIsRefused) {
  for (const char* text : {"", ":22", "h:", "h:0", "h:65536", "h:22x", "[::1", "[]", "[::1]22"}) {
    EXPECT_FALSE(parse_local(text)) << text;
  }
}

}  // namespace
}  // namespace cloudx::relay
