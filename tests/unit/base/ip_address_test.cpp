#include "base/ip_address.hpp"

#include <gtest/gtest.h>

#include "base/url.hpp"

namespace cloudx {
namespace {

std::string canonical(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->text() : "none";
}

bool contains(std::string_view network, std::string_view address) {
  const auto parsed = IpNetwork::parse(network);
  EXPECT_TRUE(parsed) << network;
  return parsed && parsed->contains(*IpAddress::parse(address));
}

TEST(IpAddressTest, FormsOfOneAddressAreEqual) {
  EXPECT_EQ(canonical("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(canonical("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(canonical("::FFFF:c000:0201"), "192.0.2.1");
  EXPECT_EQ(canonical("2001:DB8:0:0::1"), "2001:db8::1");
  EXPECT_EQ(canonical("0:0:0:0:0:0:0:1"), "::1");
  EXPECT_EQ(IpAddress::parse("::1"), IpAddress::parse("0::0:1"));
}

TEST(IpAddressTest, TextIsThatOfRfc5952) {
  EXPECT_EQ(canonical("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(canonical("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");
  EXPECT_EQ(canonical("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
  EXPECT_EQ(canonical("2001:DB8:A:0B:0:0:0:0"), "2001:db8:a:b::");
  EXPECT_EQ(canonical("0:0:1:0:0:0:0:0"), "0:0:1::");
  EXPECT_EQ(canonical("::"), "::");
}

TEST(IpAddressTest, OtherTextsAreNone) {
  for (const char* text : {"", "1.2.3", "1.2.3.256", "[::1]", "::1%lo", "10.0.0.0/8", " 1.2.3.4",
                           "localhost", "1.2.3.4:80"}) {
    EXPECT_EQ(canonical(text), "none") << text;
  }
  EXPECT_FALSE(is_ip_address(std::string_view("1.2.3.4\0", 8)));
}

TEST(IpAddressTest, LoopbackHasManyNames) {
  for (const char* host :
       {"127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "localhost"}) {
    EXPECT_TRUE(is_loopback_host(host)) << host;
  }
  for (const char* host : {"128.0.0.1", "::", "::2", "1::1", "127.example", "0.0.0.0"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

TEST(IpNetworkTest, PrefixIsWhatAddressesShare) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_TRUE(contains("10.1.2.3/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.129"));
  EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(contains("10.0.0.0/8", "::ffff:10.0.0.1"));
  EXPECT_TRUE(contains("::ffff:10.0.0.0/104", "10.0.0.1"));
  EXPECT_TRUE(contains("fd00::/8", "fd12::1"));
  EXPECT_FALSE(contains("fd00::/8", "fe80::1"));
  EXPECT_TRUE(contains("192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(contains("192.0.2.1", "192.0.2.2"));
  EXPECT_TRUE(contains("::1/128", "::1"));
}

TEST(IpNetworkTest, WholeFamiliesStayApart) {
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.7"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
  EXPECT_FALSE(contains("::/0", "203.0.113.7"));
}

TEST(IpNetworkTest, OtherTextsAreNone) {
  for (const char* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129",
        "10.0.0.0/4294967295", "10.0.0.0/255.0.0.0", "10/8", "proxy"}) {
    EXPECT_FALSE(IpNetwork::parse(text)) << text;
  }
}

}  // namespace
}  // namespace cloudx
