#include "features/relay/service/forwarded.hpp"

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

std::string peer_of(const std::string& forwarded, const std::vector<std::string>& trusted) {
  HttpRequest request = request_with({{"X-Forwarded-For", forwarded}});
  see_through_proxy(request, trusted);
  return request.peer;
}

TEST(ForwardedTest, TrustedProxyTellsWhoAsked) {
  HttpRequest request = request_with({{"X-Forwarded-For", "203.0.113.7"},
                                      {"X-Forwarded-Proto", "https"},
                                      {"X-Forwarded-Host", "relay.example"}});
  see_through_proxy(request, {"127.0.0.1"});
  EXPECT_EQ(request.peer, "203.0.113.7");
  EXPECT_EQ(request.url.scheme, "https");
  EXPECT_EQ(find_header(request.headers, "Host"), "relay.example");
}

TEST(ForwardedTest, OthersWordsMakeThePeerUnknownAndNothingElse) {
  HttpRequest request = request_with({{"X-Forwarded-For", "203.0.113.7"},
                                      {"X-Forwarded-Proto", "https"},
                                      {"X-Forwarded-Host", "relay.example"}});
  see_through_proxy(request, {"127.0.0.2"});
  EXPECT_EQ(request.peer, "unknown");
  EXPECT_EQ(request.url.scheme, "http");
  EXPECT_EQ(find_header(request.headers, "Host"), "backend:8080");
}

TEST(ForwardedTest, RequestWithoutAProxyStaysAsItIs) {
  for (const std::vector<std::string>& trusted :
       {std::vector<std::string>(), std::vector<std::string>{"127.0.0.1"}}) {
    HttpRequest request = request_with({});
    see_through_proxy(request, trusted);
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
  see_through_proxy(request, {"127.0.0.1"});
  EXPECT_EQ(request.peer, "203.0.113.7");
}

TEST(ForwardedTest, OtherSchemesAreNone) {
  HttpRequest request = request_with({{"X-Forwarded-Proto", "javascript"}});
  see_through_proxy(request, {"127.0.0.1"});
  EXPECT_EQ(request.url.scheme, "http");
}

}  // namespace
}  // namespace cloudx::relay
