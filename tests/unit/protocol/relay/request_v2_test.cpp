#include "protocol/relay/request_v2.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace cloudx::relay {
namespace {

Secret counted() {
  std::string bytes;
  for (char byte = 0; byte < 32; ++byte) bytes += byte;
  return Secret(bytes);
}

constexpr std::string_view kBody = R"({"seen":3,"seconds":50,"attached":true})";
constexpr std::string_view kMac = "SjApwWMK8lP2GOpt4nHqSzpB2Mubuft9KnofCgODPQo=";

SignedRequest request() {
  return {"POST", "/v2/wait", "my-mac", Role::connect, 1'790'000'000, "AAECAwQFBgcICQoLDA0ODw=="};
}
Secret key() {
  return role_key(counted(), Role::connect, "my-mac");
}

// Computed with Python's hmac module.
TEST(RequestV2Test, MacsAreThoseOfTheProtocol) {
  EXPECT_EQ(request_mac(request(), kBody, key()), kMac);
  EXPECT_EQ(response_mac(kMac, 200, R"({"state":"none"})", key()),
            "XeIBv9mcjcR7YfOHUIFWf96KXWn7IkS6PpKDNt7aTZY=");
}

TEST(RequestV2Test, MacCoversEveryPart) {
  const auto mac_with = [](auto change) {
    SignedRequest changed = request();
    change(changed);
    return request_mac(changed, kBody, key());
  };
  EXPECT_NE(mac_with([](SignedRequest& r) { r.method = "GET"; }), kMac);
  EXPECT_NE(mac_with([](SignedRequest& r) { r.path = "/v2/launch"; }), kMac);
  EXPECT_NE(mac_with([](SignedRequest& r) { r.id = "my-mad"; }), kMac);
  EXPECT_NE(mac_with([](SignedRequest& r) { r.role = Role::forward; }), kMac);
  EXPECT_NE(mac_with([](SignedRequest& r) { ++r.time; }), kMac);
  EXPECT_NE(mac_with([](SignedRequest& r) { r.nonce[0] = 'B'; }), kMac);
  EXPECT_NE(request_mac(request(), "{}", key()), kMac);
  EXPECT_NE(request_mac(request(), kBody, role_key(counted(), Role::forward, "my-mac")), kMac);
  EXPECT_NE(response_mac(kMac, 200, "{}", key()), response_mac(kMac, 201, "{}", key()));
  EXPECT_NE(response_mac(kMac, 200, "{}", key()), response_mac("", 200, "{}", key()));
}

TEST(RequestV2Test, HeaderSurvivesItsText) {
  const auto token = parse_authorization(authorization_header(request(), kMac));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->request.id, "my-mac");
  EXPECT_EQ(token->request.role, Role::connect);
  EXPECT_EQ(token->request.time, 1'790'000'000);
  EXPECT_EQ(token->request.nonce, request().nonce);
  EXPECT_EQ(token->mac, kMac);
}

TEST(RequestV2Test, HeaderThatIsNotExactlyAsItMustBeIsRefused) {
  const std::string good = authorization_header(request(), kMac);
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_authorization(good.substr(0, size))) << size;
  }
  const auto with = [&](std::string_view what, std::string_view by) {
    std::string bad = good;
    return bad.replace(bad.find(what), what.size(), by);
  };
  EXPECT_FALSE(parse_authorization(good + " "));
  EXPECT_FALSE(parse_authorization(good + ", mac=" + std::string(kMac)));
  EXPECT_FALSE(parse_authorization(with("id=my-mac", "id=my.mac")));
  EXPECT_FALSE(parse_authorization(with("id=my-mac", "id=")));
  EXPECT_FALSE(parse_authorization(with("id=my-mac", "id=a, id=my-mac")));
  EXPECT_FALSE(parse_authorization(with("role=connect", "role=operator")));
  EXPECT_FALSE(parse_authorization(with("time=1", "time=01")));
  EXPECT_FALSE(parse_authorization(with("time=1790000000", "time=-1")));
  EXPECT_FALSE(parse_authorization(with("time=1790000000", "time=99999999999999999999")));
  EXPECT_FALSE(parse_authorization(with("nonce=AAEC", "nonce=")));
  EXPECT_FALSE(parse_authorization(with("CLOUDX-RELAY-V2", "cloudx-relay-v2")));
  EXPECT_FALSE(parse_authorization("Bearer abc"));
}

}  // namespace
}  // namespace cloudx::relay
