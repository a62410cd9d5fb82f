#include "login/login.hpp"

#include <deque>
#include <filesystem>
#include <optional>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/api/credentials/sso_client_cache.hpp"
#include "os/file.hpp"
#include "support/temporary_folder.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::login {
namespace {

namespace json = boost::json;
using aws::testing::answer;
using aws::testing::run;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

HttpResponse oidc_error(const std::string& code) {
  return answer(400, R"({"error":"x","error_description":"text"})", {{"x-amzn-errortype", code}});
}

const HttpResponse kPending = oidc_error("AuthorizationPendingException");
const HttpResponse kSlowDown = oidc_error("SlowDownException");
const HttpResponse kToken =
    answer(200, R"({"accessToken":"at","refreshToken":"rt","expiresIn":3600})");
const HttpResponse kAsked =
    answer(200, R"({"deviceCode":"dc","userCode":"ABCD","verificationUri":"https://v/",)"
                R"("verificationUriComplete":"https://v/?c=ABCD","expiresIn":600,"interval":1})");
const HttpResponse kRegistered =
    answer(200, R"({"clientId":"new","clientSecret":"cs","clientSecretExpiresAt":1707000000})");

class LoginTest : public ::testing::Test {
 protected:
  Result<HttpResponse> reply(const HttpRequest& request) {
    const std::string& path = request.url.target;
    if (path == "/client/register") return kRegistered;
    if (path == "/device_authorization") {
      const bool forgotten = request.body.contains("\"forgotten\"");
      return forgotten ? oidc_error("InvalidClientException") : asked_;
    }
    Result<HttpResponse> next = polls_.front();
    if (polls_.size() > 1) polls_.pop_front();
    return next;
  }
  boost::asio::awaitable<Result<void>> pause(std::chrono::steady_clock::duration span) {
    pauses_.push_back(std::chrono::duration_cast<seconds>(span));
    if (pauses_.size() >= patience_) co_return fail(Errc::timeout, "no time left");
    co_return Result<void>{};
  }
  Result<aws::SsoToken> log_in(aws::SsoSession session) {
    Login login(
        oidc_, bench_.clock, folder_.path().string(),
        [this](const Confirmation& shown) { shown_.push_back(shown); },
        [this](std::chrono::steady_clock::duration span, const async::Deadline&) {
          return pause(span);
        });
    return run(login.run(std::move(session), {}));
  }
  std::vector<std::string> calls() const {
    std::vector<std::string> out;
    for (const HttpRequest& request : bench_.http.sent) out.push_back(request.url.target);
    return out;
  }
  json::object token_file(const std::string& name) const {
    const auto text = os::read_file(aws::sso_token_path(folder_.path().string(), name));
    return text ? json::parse(*text).as_object() : json::object{};
  }

  const aws::SsoSession session_{"corp", "https://x/start", "eu-west-1", {"sso:account:access"}};
  test::TemporaryFolder folder_;
  std::deque<Result<HttpResponse>> polls_{kToken};
  HttpResponse asked_ = kAsked;
  std::vector<Confirmation> shown_;
  std::vector<seconds> pauses_;
  std::size_t patience_ = 100;
  aws::testing::TestBench bench_{[this](const HttpRequest& request) { return reply(request); }};
  aws::SsoOidc oidc_{bench_.client};
};

TEST_F(LoginTest, TokenFileHoldsWhatAllToolsNeed) {
  ASSERT_TRUE(log_in(session_));
  const json::object expected = {{"startUrl", "https://x/start"},
                                 {"region", "eu-west-1"},
                                 {"accessToken", "at"},
                                 {"expiresAt", "2023-11-14T23:13:20Z"},
                                 {"clientId", "new"},
                                 {"clientSecret", "cs"},
                                 {"registrationExpiresAt", "2024-02-03T22:40:00Z"},
                                 {"refreshToken", "rt"}};
  EXPECT_EQ(token_file("corp"), expected);
  const auto path = aws::sso_token_path(folder_.path().string(), "corp");
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
  ASSERT_EQ(shown_.size(), 1U);
  EXPECT_EQ(shown_[0].code, "ABCD");
  EXPECT_EQ(shown_[0].full_url, "https://v/?c=ABCD");
}

TEST_F(LoginTest, LegacyProfileIsCachedUnderItsStartUrlAndAsksForNoScopes) {
  polls_ = {answer(200, R"({"accessToken":"at","expiresIn":3600})")};
  ASSERT_TRUE(log_in({"", "https://x/start", "eu-west-1", {}}));
  const json::object file = token_file("https://x/start");
  EXPECT_TRUE(file.contains("accessToken"));
  EXPECT_FALSE(file.contains("refreshToken"));
  EXPECT_FALSE(bench_.http.sent.at(0).body.contains("scopes"));
}

TEST_F(LoginTest, RegistrationIsKeptForTheNextLogin) {
  ASSERT_TRUE(log_in(session_));
  ASSERT_TRUE(log_in(session_));
  EXPECT_THAT(calls(), ElementsAre("/client/register", "/device_authorization", "/token",
                                   "/device_authorization", "/token"));
}

TEST_F(LoginTest, RegistrationThatTheServiceHasForgottenIsMadeAnew) {
  const auto path = aws::sso_client_path(folder_.path().string(), session_);
  ASSERT_TRUE(os::make_private_folder(path.parent_path()));
  const aws::OidcClient forgotten{"forgotten", Secret("s"),
                                  aws::testing::kVectorTime + std::chrono::hours(24)};
  ASSERT_TRUE(aws::write_sso_client(path, forgotten, session_));
  ASSERT_TRUE(log_in(session_));
  EXPECT_THAT(calls(), ElementsAre("/device_authorization", "/client/register",
                                   "/device_authorization", "/token"));
}

TEST_F(LoginTest, EachSlowDownAddsFiveSeconds) {
  polls_ = {kPending, kSlowDown, kPending, kSlowDown, kToken};
  ASSERT_TRUE(log_in(session_));
  EXPECT_THAT(pauses_, ElementsAre(seconds(1), seconds(6), seconds(6), seconds(11)));
}

TEST_F(LoginTest, BrokenNetworkIsTriedAgainLessOften) {
  const Result<HttpResponse> broken = fail(Errc::resolve, "no such host");
  polls_ = {broken, broken, kToken};
  ASSERT_TRUE(log_in(session_));
  EXPECT_THAT(pauses_, ElementsAre(seconds(2), seconds(4)));
}

TEST_F(LoginTest, NobodyWhoConfirmsIsAnExpiredCode) {
  polls_ = {kPending};
  patience_ = 3;
  const auto token = log_in(session_);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, Errc::credentials);
  EXPECT_THAT(token.error().message, HasSubstr("in time"));
  EXPECT_TRUE(token_file("corp").empty());
}

TEST_F(LoginTest, RefusalAndExpiryAreSaidInWords) {
  polls_ = {oidc_error("AccessDeniedException")};
  EXPECT_THAT(log_in(session_).error().message, HasSubstr("refused in the browser"));
  polls_ = {answer(400, R"({"error":"expired_token"})")};
  EXPECT_THAT(log_in(session_).error().message, HasSubstr("has expired"));
}

TEST_F(LoginTest, StartUrlThatTheServiceDoesNotKnowIsNamed) {
  asked_ = oidc_error("InvalidRequestException");
  const auto token = log_in(session_);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().kind, Errc::configuration);
  EXPECT_THAT(token.error().message, HasSubstr("https://x/start"));
}

}  // namespace
}  // namespace cloudx::login
