#include "features/relay/client/service_v1.hpp"

#include <gtest/gtest.h>

#include "protocol/relay/token_v1.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::relay {
namespace {

using aws::testing::answer;
using aws::testing::FakeHttp;
using aws::testing::run;

const Secret kKey("correct horse battery staple");

ClientSettings settings(const std::string& url = "https://relay.example.com") {
  ClientSettings settings;
  settings.id = "my-mac";
  settings.api_url = *parse_url(url);
  settings.protocol = Protocol::v1;
  settings.key = kKey;
  return settings;
}

// As a service with that key does it.
Result<HttpResponse> genuine(const HttpRequest& request, const std::string& address) {
  const auto checked = v1::check_request(request.url.target, kKey);
  if (!checked) return answer(401, "");
  return answer(200, address.empty() ? "" : v1::make_response(kKey, checked->nonce, address));
}

TEST(ServiceV1, RequestsAreThoseOfTheOriginal) {
  FakeHttp http([](const HttpRequest& request) { return genuine(request, "192.0.2.1"); });
  const ClientSettings mine = settings();
  ServiceV1 service(mine, http, std::chrono::seconds(300));
  EXPECT_EQ(run(service.status({}))->address, "192.0.2.1");
  EXPECT_EQ(run(service.launch({}))->phase, RelayPhase::running);
  ASSERT_EQ(http.sent.size(), 2U);
  EXPECT_EQ(http.sent[0].method, "GET");
  EXPECT_EQ(http.sent[1].method, "POST");
  EXPECT_TRUE(http.sent[1].url.target.starts_with("/launch?my-mac&"));
  EXPECT_NE(v1::check_request(http.sent[0].url.target, kKey)->nonce,
            v1::check_request(http.sent[1].url.target, kKey)->nonce);
}

TEST(ServiceV1, NothingRunningIsAnAnswerToStatusAndAFailureOfLaunch) {
  FakeHttp http([](const HttpRequest& request) { return genuine(request, ""); });
  const ClientSettings mine = settings();
  ServiceV1 service(mine, http, std::chrono::seconds(300));
  EXPECT_EQ(run(service.status({}))->phase, RelayPhase::none);
  EXPECT_EQ(run(service.launch({})).error().kind, Errc::service);
  EXPECT_TRUE(run(service.terminate({})));
}

TEST(ServiceV1, VersionCountsTheChangesOfTheAddress) {
  std::string address;
  FakeHttp http([&](const HttpRequest& request) { return genuine(request, address); });
  const ClientSettings mine = settings();
  ServiceV1 service(mine, http, std::chrono::seconds(0));
  EXPECT_EQ(run(service.wait({}, false, {}))->version, 1U);
  EXPECT_EQ(run(service.wait(1, false, {}))->version, 1U);
  address = "192.0.2.1";
  EXPECT_EQ(run(service.wait(1, false, {}))->version, 2U);
}

TEST(ServiceV1, AnswerToAnotherRequestIsRefused) {
  const std::string old = v1::make_response(kKey, v1::Nonce{}, "192.0.2.1");
  FakeHttp http({answer(200, old)});
  const ClientSettings mine = settings();
  ServiceV1 service(mine, http, std::chrono::seconds(300));
  EXPECT_EQ(run(service.status({})).error().kind, Errc::protocol);
}

TEST(ServiceV1, BaseIsResolvedLikeARelativeLink) {
  const auto target = [](const char* base) {
    return resolve_v1(*parse_url(base), "/status?a&t").target;
  };
  EXPECT_EQ(target("https://relay.example.com"), "/status?a&t");
  EXPECT_EQ(target("https://relay.example.com/"), "/status?a&t");
  EXPECT_EQ(target("https://relay.example.com/proxy"), "/status?a&t");
  EXPECT_EQ(target("https://relay.example.com/proxy/"), "/proxy/status?a&t");
  EXPECT_EQ(target("https://relay.example.com/a/b?c=/d"), "/a/status?a&t");
}

}  // namespace
}  // namespace cloudx::relay
