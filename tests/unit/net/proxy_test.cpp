#include "net/proxy.hpp"

#include <cstdlib>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/kept_variable.hpp"

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

TEST(ProxyFor, LastAtSignEndsTheUserPart) {
  for (const auto& [configured, user_info] : std::vector<std::pair<std::string, std::string>>{
           {"http://user:p@ss@proxy:3128", "user:p@ss"},
           {"http://me@corp.example:p@ss@proxy:3128/", "me@corp.example:p@ss"},
           {"user:p@ss@proxy:3128", "user:p@ss"},
           {"http://CORP\\me:p#a?s/s[1]://@proxy:3128", "CORP\\me:p#a?s/s[1]://"},
           {" http://user:p%40ss@proxy:3128\t", "user:p%40ss"}}) {
    const auto proxy = proxy_for(*parse_url("https://a/"), {configured, "", ""});
    ASSERT_TRUE(proxy && *proxy) << configured;
    EXPECT_EQ((*proxy)->host, "proxy") << configured;
    EXPECT_EQ((*proxy)->port, 3128) << configured;
    EXPECT_EQ((*proxy)->user_info, user_info) << configured;
  }
}

TEST(ProxyFor, UnusableProxyIsToldWithoutItsPassword) {
  for (const char* configured : {"http://user:hid@hidden@p:99999", "socks5h://user:hidden@p:1080",
                                 "user:hidden@", "http://user:hidden@p q:1"}) {
    const auto proxy = proxy_for(*parse_url("https://a/"), {configured, "", ""});
    ASSERT_FALSE(proxy) << configured;
    EXPECT_TRUE(proxy.error().message.starts_with("HTTPS_PROXY")) << proxy.error().message;
    EXPECT_FALSE(proxy.error().message.contains("hid")) << proxy.error().message;
  }
}

// The variables of one test; those of the machine come back at its end.
class ProxyVariables : public ::testing::Test {
 protected:
  ProxyVariables() {
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy",
                             "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
      kept_.emplace_back(name);
      ::unsetenv(name);
    }
  }

 private:
  std::deque<test::KeptVariable> kept_;
};

TEST_F(ProxyVariables, AllProxyIsNotRead) {
  for (const char* name : {"ALL_PROXY", "all_proxy"}) {
    ::setenv(name, "socks5h://127.0.0.1:1080", 1);
  }
  EXPECT_EQ(proxy_from_environment().https_proxy, "");
  EXPECT_EQ(proxy_from_environment().http_proxy, "");
}

TEST_F(ProxyVariables, LowerCaseFormWinsAlsoWhenItIsEmpty) {
  ::setenv("HTTPS_PROXY", "http://upper:1", 1);
  EXPECT_EQ(proxy_from_environment().https_proxy, "http://upper:1");
  ::setenv("https_proxy", "http://lower:1", 1);
  EXPECT_EQ(proxy_from_environment().https_proxy, "http://lower:1");
  ::setenv("https_proxy", "", 1);
  EXPECT_EQ(proxy_from_environment().https_proxy, "");
}

TEST(ProxyFor, TlsProxyIsRefusedInWords) {
  const auto proxy = proxy_for(*parse_url("https://a/"), {"https://user:hidden@p:1", "", ""});
  ASSERT_FALSE(proxy);
  EXPECT_EQ(proxy.error().kind, Errc::unsupported);
  EXPECT_FALSE(proxy.error().message.contains("hidden"));
}

}  // namespace
}  // namespace cloudx::net
