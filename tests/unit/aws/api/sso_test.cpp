#include "aws/api/sso.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/api/sso_oidc.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::aws {
namespace {

using testing::answer;
using ::testing::ElementsAre;
using testing::run;
using testing::TestBench;

const SsoAccess kAccess{"eu-west-1", Secret("token")};

TEST(Sso, AccountsOfAllPagesAreListed) {
  TestBench bench([](const HttpRequest& request) {
    return request.url.target.contains("next_token")
               ? answer(200, R"({"accountList":[{"accountId":"2"},7]})")
               : answer(200, R"({"accountList":[{"accountId":"1","accountName":"One",)"
                             R"("emailAddress":"a@b"}],"nextToken":"a+/="})");
  });
  const auto accounts = run(Sso(bench.client).list_accounts(kAccess, {}));
  ASSERT_TRUE(accounts);
  ASSERT_EQ(accounts->size(), 2U);
  EXPECT_EQ(accounts->at(0).name, "One");
  EXPECT_EQ(accounts->at(1).id, "2");
  ASSERT_EQ(bench.http.sent.size(), 2U);
  EXPECT_EQ(bench.http.sent[1].url.target,
            "/assignment/accounts?max_result=100&next_token=a%2B%2F%3D");
  EXPECT_EQ(bench.http.sent[1].url.host, "portal.sso.eu-west-1.amazonaws.com");
  EXPECT_EQ(find_header(bench.http.sent[1].headers, "x-amz-sso_bearer_token"), "token");
}

TEST(Sso, RolesOfAnAccountAreListed) {
  TestBench bench([](const HttpRequest&) {
    return answer(200, R"({"roleList":[{"roleName":"Admin"},{"roleName":"Dev"}]})");
  });
  const auto roles = run(Sso(bench.client).list_account_roles(kAccess, "12", {}));
  ASSERT_TRUE(roles);
  EXPECT_THAT(*roles, ElementsAre("Admin", "Dev"));
  EXPECT_EQ(bench.http.sent.at(0).url.target, "/assignment/roles?max_result=100&account_id=12");
}

TEST(Sso, EndlessPagesAreGivenUp) {
  TestBench bench([](const HttpRequest&) { return answer(200, R"({"nextToken":"again"})"); });
  const auto accounts = run(Sso(bench.client).list_accounts(kAccess, {}));
  ASSERT_FALSE(accounts);
  EXPECT_EQ(accounts.error().kind, Errc::protocol);
}

TEST(Sso, LogoutIsAPostWithoutABody) {
  TestBench bench([](const HttpRequest&) { return answer(200, ""); });
  EXPECT_TRUE(run(Sso(bench.client).logout(kAccess, {})));
  EXPECT_EQ(bench.http.sent.at(0).method, "POST");
  EXPECT_EQ(bench.http.sent.at(0).url.target, "/logout");
}

TEST(SsoOidc, ErrorsHaveOneNameWhereverTheServicePutsIt) {
  const DeviceTokenRequest request{"eu-west-1", "c", Secret("s"), Secret("d")};
  for (const auto& [name, code] : std::map<std::string, std::string>{
           {"authorization_pending", "AuthorizationPendingException"},
           {"slow_down", "SlowDownException"},
           {"expired_token", "ExpiredTokenException"},
           {"access_denied", "AccessDeniedException"}}) {
    const std::string body = R"({"error":")" + name + R"(","error_description":"text"})";
    for (const bool with_header : {false, true}) {
      TestBench bench([&](const HttpRequest&) {
        return with_header ? answer(400, body, {{"x-amzn-errortype", code}}) : answer(400, body);
      });
      const auto token = run(SsoOidc(bench.client).create_token(request, {}));
      ASSERT_FALSE(token);
      EXPECT_EQ(token.error().service_code, code);
      EXPECT_EQ(bench.http.sent.size(), 1U) << "none of them is retried by the client";
    }
  }
}

TEST(SsoOidc, DeviceAuthorizationIsRead) {
  TestBench bench([](const HttpRequest&) {
    return answer(200, R"({"deviceCode":"d","userCode":"A-B","verificationUri":"https://v/",)"
                       R"("expiresIn":600})");
  });
  const DeviceAuthorizationRequest request{"eu-west-1", "c", Secret("s"), "https://x/start"};
  const auto asked = run(SsoOidc(bench.client).start_device_authorization(request, {}));
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->device_code.reveal(), "d");
  EXPECT_EQ(asked->interval, std::chrono::seconds(5)) << "RFC 8628, where it is not said";
  EXPECT_EQ(asked->expires_in, std::chrono::seconds(600));
}

}  // namespace
}  // namespace cloudx::aws
