#include "features/relay/service/forwarded_headers.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace cloudx::relay {
namespace {

HttpRequest request_with(std::vector<HttpHeader> headers) {
  HttpRequest request;
  request.url.scheme = "http";
  request.peer = "127.0.0.1";
  request.headers = {{"Host", "backend:8080"}};
  for (HttpHeader& header : headers) request.headers.push_back(std::move(header));
  return request;
}

std::vector<IpNetwork> networks(const std::vector<std::string>& texts) {
  std::vector<IpNetwork> parsed;
  for (const std::string& text : texts) parsed.push_back(*IpNetwork::parse(text));
  return parsed;
}

std::string peer_of(const std::string& forwarded, const std::vector<std::string>& trusted) {
  HttpRequest request = request_with({{"X-Forwarded-For", forwarded}});
  apply_forwarded_headers(request, networks(trusted));
  return request.peer;
}

TEST(ForwardedTest, TrustedProxyTellsWhoAsked) {
  HttpRequest request = request_with({{"X-Forwarded-For", "203.0.113.7"},
                                      {"X-Forwarded-Proto", "https"},
                                      {"X-Forwarded-Host", "relay.example"}});
  apply_forwarded_headers(request, networks({"127.0.0.1"}));
  EXPECT_EQ(request.peer, "203.0.113.7");
  EXPECT_EQ(request.url.scheme, "https");
  EXPECT_EQ(find_header(request.headers, "Host"), "relay.example");
}

TEST(ForwardedTest, OthersWordsMakeThePeerUnknownAndNothingElse) {
  HttpRequest request = request_with({{"X-Forwarded-For", "203.0.113.7"},
                                      {"X-Forwarded-Proto", "https"},
                                      {"X-Forwarded-Host", "relay.example"}});
  apply_forwarded_headers(request, networks({"127.0.0.2"}));
  EXPECT_EQ(request.peer, "unknown");
  EXPECT_EQ(request.url.scheme, "http");
  EXPECT_EQ(find_header(request.headers, "Host"), "backend:8080");
}

TEST(ForwardedTest, RequestWithoutAProxyStaysAsItIs) {
  for (const std::vector<std::string>& trusted :
       {std::vector<std::string>(), std::vector<std::string>{"127.0.0.1"}}) {
    HttpRequest request = request_with({});
    apply_forwarded_headers(request, networks(trusted));
    EXPECT_EQ(request.peer, "127.0.0.1");
    EXPECT_EQ(request.url.scheme, "http");
    EXPECT_EQ(find_header(request.headers, "Host"), "backend:8080");
  }
}

TEST(ForwardedTest, LastOfTheListIsWhatTheProxyHasSeen) {
  EXPECT_EQ(peer_of("127.0.0.1, 203.0.113.7", {"127.0.0.1"}), "203.0.113.7");
  EXPECT_EQ(peer_of("203.0.113.7,2001:db8::1", {"127.0.0.1"}), "2001:db8::1");
  EXPECT_EQ(peer_of("203.0.113.7, ", {"127.0.0.1"}), "unknown");
  EXPECT_EQ(peer_of("<script>", {"127.0.0.1"}), "unknown");
  EXPECT_EQ(peer_of(" ", {}), "unknown");
}

TEST(ForwardedTest, LastOfSeveralLinesIsTheProxysOwn) {
  HttpRequest request =
      request_with({{"X-Forwarded-For", "198.51.100.1"}, {"x-forwarded-for", "203.0.113.7"}});
  apply_forwarded_headers(request, networks({"127.0.0.1"}));
  EXPECT_EQ(request.peer, "203.0.113.7");
}

TEST(ForwardedTest, ProxyIsComparedAsAnAddress) {
  for (const auto& [peer, trusted] :
       {std::pair("127.0.0.1", "::ffff:127.0.0.1"), std::pair("::ffff:127.0.0.1", "127.0.0.1"),
        std::pair("::1", "0:0:0:0:0:0:0:1"), std::pair("2001:db8::1", "2001:DB8:0::1"),
        std::pair("10.1.2.3", "10.0.0.0/8"), std::pair("fd00::1", "fd00::/8")}) {
    HttpRequest request = request_with({{"X-Forwarded-For", "203.0.113.7"}});
    request.peer = peer;
    apply_forwarded_headers(request, networks({trusted}));
    EXPECT_EQ(request.peer, "203.0.113.7") << peer << " " << trusted;
  }
}

TEST(ForwardedTest, ClientsAddressMayHaveAPortOrBrackets) {
  for (const auto& [text, peer] :
       {std::pair("203.0.113.7:4711", "203.0.113.7"), std::pair("[2001:db8::1]", "2001:db8::1"),
        std::pair("[2001:db8::1]:4711", "2001:db8::1"), std::pair("2001:DB8:0::1", "2001:db8::1"),
        std::pair("\"[2001:db8::1]:4711\"", "2001:db8::1"), std::pair("fe80::1%eth0", "fe80::1"),
        std::pair("::ffff:203.0.113.7", "203.0.113.7"), std::pair("203.0.113.7 ", "203.0.113.7"),
        std::pair("[::ffff:203.0.113.7]:80", "203.0.113.7"), std::pair("[203.0.113.7]", "unknown"),
        std::pair("[2001:db8::1", "unknown"), std::pair("[2001:db8::1]x", "unknown"),
        std::pair("client:80", "unknown"), std::pair(":80", "unknown"),
        std::pair("unix:", "unknown")}) {
    EXPECT_EQ(peer_of(text, {"127.0.0.1"}), peer) << text;
  }
}

TEST(ForwardedTest, ClientIsTheLastOneBeforeTheTrustedProxies) {
  const std::vector<std::string> trusted{"127.0.0.1", "10.0.0.0/8"};
  EXPECT_EQ(peer_of("198.51.100.1, 203.0.113.7, 10.0.0.1, 10.0.0.2", trusted), "203.0.113.7");
  EXPECT_EQ(peer_of("10.0.0.1, 10.0.0.2", trusted), "10.0.0.1");
  EXPECT_EQ(peer_of("nobody, 10.0.0.2", trusted), "unknown");
  HttpRequest request =
      request_with({{"X-Forwarded-For", "203.0.113.7"}, {"X-Forwarded-For", "10.0.0.2"}});
  apply_forwarded_headers(request, networks(trusted));
  EXPECT_EQ(request.peer, "203.0.113.7");
}

TEST(ForwardedTest, UnknownPeerIsOfNoNetwork) {
  EXPECT_FALSE(is_among(networks({"0.0.0.0/0", "::/0"}), "unknown"));
  EXPECT_TRUE(is_among(networks({"127.0.0.0/8"}), "127.0.0.1"));
}

TEST(ForwardedTest, OtherSchemesAreNone) {
  HttpRequest request = request_with({{"X-Forwarded-Proto", "javascript"}});
  apply_forwarded_headers(request, networks({"127.0.0.1"}));
  EXPECT_EQ(request.url.scheme, "http");
}

}  // namespace
}  // namespace cloudx::relay
