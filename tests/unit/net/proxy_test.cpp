#include "net/proxy.hpp"

#include <gtest/gtest.h>

namespace cloudx::net {
namespace {

TEST(NoProxy, NamesDomainsAndPortsAreMatched) {
  const char* list = "localhost, .internal ,example.com,api.corp:8443";
  EXPECT_TRUE(bypasses_proxy(list, "localhost", 443));
  EXPECT_TRUE(bypasses_proxy(list, "a.b.internal", 443));
  EXPECT_TRUE(bypasses_proxy(list, "internal", 443));
  EXPECT_TRUE(bypasses_proxy(list, "EXAMPLE.com", 443));
  EXPECT_TRUE(bypasses_proxy(list, "ssm.example.com", 443));
  EXPECT_FALSE(bypasses_proxy(list, "notexample.com", 443));
  EXPECT_TRUE(bypasses_proxy(list, "api.corp", 8443));
  EXPECT_FALSE(bypasses_proxy(list, "api.corp", 443));
  EXPECT_FALSE(bypasses_proxy("", "a", 443));
  EXPECT_TRUE(bypasses_proxy("x,*", "a", 443));
}

TEST(NoProxy, AddressesAndBlocksAreMatched) {
  const char* list = "10.0.0.0/8,192.168.1.5,fd00::/8,[::1]:443";
  EXPECT_TRUE(bypasses_proxy(list, "10.200.3.4", 443));
  EXPECT_FALSE(bypasses_proxy(list, "11.0.0.1", 443));
  EXPECT_TRUE(bypasses_proxy(list, "192.168.1.5", 443));
  EXPECT_TRUE(bypasses_proxy(list, "fd12::1", 443));
  EXPECT_TRUE(bypasses_proxy(list, "::1", 443));
  EXPECT_FALSE(bypasses_proxy(list, "::1", 444));
  EXPECT_FALSE(bypasses_proxy("not-a-block/8", "10.0.0.1", 443));
}

TEST(ProxyFor, SecureUrlsUseTheHttpsProxy) {
  const ProxySettings settings{"http://user:pw@proxy:3128", "plain:8080", "skip.me"};
  const auto secure = proxy_for(*parse_url("wss://a/"), settings);
  ASSERT_TRUE(secure && *secure);
  EXPECT_EQ((*secure)->host, "proxy");
  EXPECT_EQ((*secure)->port, 3128);
  EXPECT_EQ((*secure)->user_info, "user:pw");
  const auto plain = proxy_for(*parse_url("http://a/"), settings);
  ASSERT_TRUE(plain && *plain);
  EXPECT_EQ((*plain)->host, "plain");
  EXPECT_FALSE(proxy_for(*parse_url("https://skip.me/"), settings)->has_value());
  EXPECT_FALSE(proxy_for(*parse_url("https://a/"), {})->has_value());
}

TEST(ProxyFor, TlsProxyIsRefusedInWords) {
  const auto proxy = proxy_for(*parse_url("https://a/"), {"https://user:hidden@p:1", "", ""});
  ASSERT_FALSE(proxy);
  EXPECT_EQ(proxy.error().kind, Errc::unsupported);
  EXPECT_FALSE(proxy.error().message.contains("hidden"));
}

}  // namespace
}  // namespace cloudx::net
