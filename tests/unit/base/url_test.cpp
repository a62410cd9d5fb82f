#include "base/url.hpp"

#include <gtest/gtest.h>

namespace cloudx {
namespace {

TEST(Url, TargetStaysExactlyAsWritten) {
  const auto url = parse_url(
      "wss://SSMMessages.eu-west-1.amazonaws.com/v1/data-channel/a@b-1?role=x&cell-number=A+/=");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "wss");
  EXPECT_EQ(url->host, "ssmmessages.eu-west-1.amazonaws.com");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->target, "/v1/data-channel/a@b-1?role=x&cell-number=A+/=");
  EXPECT_EQ(url->authority(), "ssmmessages.eu-west-1.amazonaws.com");
}

TEST(Url, PortAndAddressLiteralsAreUnderstood) {
  const auto v6 = parse_url("http://[::1]:8080");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->host, "::1");
  EXPECT_EQ(v6->port, 8080);
  EXPECT_EQ(v6->target, "/");
  EXPECT_EQ(v6->authority(), "[::1]:8080");
  EXPECT_EQ(parse_url("https://a:443/")->authority(), "a");
  EXPECT_EQ(parse_url("http://a?x=1")->target, "/?x=1");
}

TEST(Url, UnusableOnesAreRefusedWithoutShowingSecrets) {
  for (const char* wrong : {"", "a.example", "ftp://a/", "https://", "https://a:0/",
                            "https://a:99999/", "https://a b/"}) {
    EXPECT_FALSE(parse_url(wrong)) << wrong;
  }
  for (const char* wrong :
       {"ftp://user:hidden@a/?token=hidden", "ftp://user:p@hidden@a/", "ftp://user:hidden?p@a/",
        "ftp://user:hidden#p@a/", "ftp://a/?mail=b@hidden", "ftp://a/#hidden", "hidden?://@a"}) {
    const auto error = parse_url(wrong).error();
    EXPECT_EQ(error.kind, Errc::configuration);
    EXPECT_FALSE(error.message.contains("hidden")) << error.message;
  }
}

TEST(Url, LoopbackHostsAreKnown) {
  EXPECT_TRUE(is_loopback_host("127.3.4.5"));
  EXPECT_TRUE(is_loopback_host("::1"));
  EXPECT_TRUE(is_loopback_host("localhost"));
  EXPECT_FALSE(is_loopback_host("10.0.0.1"));
  EXPECT_FALSE(is_loopback_host("127.evil.example"));
}

}  // namespace
}  // namespace cloudx
