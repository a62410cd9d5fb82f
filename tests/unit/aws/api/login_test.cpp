#include <filesystem>
#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "aws/api/credentials/login_credentials.hpp"
#include "net/http_client.hpp"
#include "unit/aws/api/fake_http.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using testing::answer;
using ::testing::ElementsAre;
using testing::FakeHttp;
using ::testing::HasSubstr;
using testing::kVectorTime;
using ::testing::Not;
using testing::run;

HttpResponse new_token(const std::string& suffix) {
  return answer(200, fmt::format(R"({{"accessToken":{{"accessKeyId":"ASIANEW{0}",)"
                                 R"("secretAccessKey":"s{0}","sessionToken":"t{0}"}},)"
                                 R"("expiresIn":900,"refreshToken":"REFRESH{0}"}})",
                                 suffix));
}

HttpResponse refusal(int status, const std::string& exception, const std::string& name) {
  return answer(status, fmt::format(R"({{"error":"{}","message":"no"}})", name),
                {{"x-amzn-ErrorType", exception}});
}

class LoginCredentialsTest : public ::testing::Test {
 protected:
  LoginCredentialsTest()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    settings_.profile = "my dev";
    settings_.account_id = "123456789012";
    settings_.cache_file = folder_ / "login.json";
    settings_.regions = {"eu-west-1"};
    const auto vectors = testing::load_vectors(testing::test_data("credentials/login/dpop.json"));
    key_ = testing::text_of(vectors.at("proofs").as_array().at(0), "key_pem");
  }
  ~LoginCredentialsTest() override {
    std::filesystem::permissions(folder_, std::filesystem::perms(0700));
    std::filesystem::remove_all(folder_);
  }

  void write(const std::string& access_key, std::chrono::minutes left,
             const std::string& refresh_token = "REFRESH0") const {
    const json::object file = {{"accessToken", json::object{{"accessKeyId", access_key},
                                                            {"secretAccessKey", "s"},
                                                            {"sessionToken", "t"},
                                                            {"expiresAt", iso8601(now_ + left)}}},
                               {"clientId", "arn:aws:signin:::devtools/same-device"},
                               {"refreshToken", refresh_token},
                               {"dpopKey", key_}};
    std::ofstream(settings_.cache_file) << file;
  }
  LoginCredentials provider() { return LoginCredentials(settings_, client_); }
  std::string message() {
    const auto found = run(provider().get({}));
    return found ? "no error" : found.error().message;
  }

  Timestamp now_ = kVectorTime;
  std::filesystem::path folder_;
  LoginSettings settings_;
  std::string key_;
  FakeHttp::Answer reply_ = [](const HttpRequest&) { return new_token("1"); };
  FakeHttp http_{[this](const HttpRequest& request) { return reply_(request); }};
  SigningClock clock_{[this] { return now_; }};
  ApiClient client_{http_, clock_, testing::test_options()};
};

TEST_F(LoginCredentialsTest, NobodyHasLoggedInNamesTheCommand) {
  EXPECT_THAT(message(), HasSubstr("nobody has logged in yet: run `aws login --profile 'my dev'`"));
  EXPECT_TRUE(http_.sent.empty());
}

TEST_F(LoginCredentialsTest, IncompleteFileNamesItselfAndTheCommand) {
  std::ofstream(settings_.cache_file) << R"({"refreshToken":"REFRESH0"})";
  EXPECT_THAT(message(), AllOf(HasSubstr("login.json"), HasSubstr("`aws login --profile"),
                               Not(HasSubstr("REFRESH0"))));
}

TEST_F(LoginCredentialsTest, RefusalsSayWhatToDo) {
  write("ASIAOLD", std::chrono::minutes(-1));
  reply_ = [](const HttpRequest&) {
    return refusal(401, "AccessDeniedException", "TOKEN_EXPIRED");
  };
  EXPECT_THAT(message(), HasSubstr("has expired: run `aws login --profile 'my dev'`"));
  reply_ = [](const HttpRequest&) {
    return refusal(403, "AccessDeniedException", "USER_CREDENTIALS_CHANGED");
  };
  EXPECT_THAT(message(), AllOf(HasSubstr("password has changed"), HasSubstr("`aws login")));
  reply_ = [](const HttpRequest&) {
    return refusal(403, "AccessDeniedException", "INSUFFICIENT_PERMISSIONS");
  };
  EXPECT_THAT(message(),
              AllOf(HasSubstr("signin:CreateOAuth2Token"), Not(HasSubstr("`aws login"))));
  reply_ = [](const HttpRequest&) {
    return refusal(400, "ValidationException", "INVALID_REQUEST");
  };
  EXPECT_THAT(message(), AllOf(HasSubstr("is not known in eu-west-1"), HasSubstr("`aws login")));
}

TEST_F(LoginCredentialsTest, OtherRegionIsTriedWhereTheFirstDoesNotKnowTheLogin) {
  write("ASIAOLD", std::chrono::minutes(-1));
  settings_.regions = {"eu-west-1", "us-east-2", "us-west-2"};
  reply_ = [](const HttpRequest& request) {
    return request.url.host.starts_with("us-east-2.")
               ? new_token("1")
               : refusal(400, "ValidationException", "INVALID_REQUEST");
  };
  EXPECT_EQ(run(provider().get({}))->access_key_id, "ASIANEW1");
  EXPECT_EQ(http_.sent.size(), 2U);
  EXPECT_NE(find_header(http_.sent[0].headers, "dpop"), find_header(http_.sent[1].headers, "dpop"));
}

TEST_F(LoginCredentialsTest, TokenThatAnotherProgramReplacedIsReadFromTheFile) {
  write("ASIAOLD", std::chrono::minutes(-1));
  reply_ = [this](const HttpRequest&) {
    write("ASIATHEIRS", std::chrono::minutes(15), "REFRESH9");
    return refusal(400, "ValidationException", "INVALID_REQUEST");
  };
  EXPECT_EQ(run(provider().get({}))->access_key_id, "ASIATHEIRS");
  EXPECT_EQ(http_.sent.size(), 1U);
}

// Lets others go on before it answers.
class SlowHttp final : public net::HttpClient {
 public:
  explicit SlowHttp(FakeHttp& http) : http_(http) {}
  boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request,
                                                    async::Deadline deadline) override {
    [[maybe_unused]] const auto slept =
        co_await async::sleep_for(std::chrono::milliseconds(50), deadline);
    co_return co_await http_.send(std::move(request), deadline);
  }

 private:
  FakeHttp& http_;
};

TEST_F(LoginCredentialsTest, TwoAtOnceRenewOnce) {
  write("ASIAOLD", std::chrono::minutes(-1));
  SlowHttp slow(http_);
  ApiClient client(slow, clock_, testing::test_options());
  LoginCredentials one(settings_, client);
  LoginCredentials other(settings_, client);
  std::vector<std::string> keys;
  boost::asio::io_context context;
  const auto ask = [&](LoginCredentials& who) -> boost::asio::awaitable<void> {
    const auto found = co_await who.get({});
    keys.push_back(found ? found->access_key_id : found.error().message);
  };
  boost::asio::co_spawn(context, ask(one), boost::asio::detached);
  boost::asio::co_spawn(context, ask(other), boost::asio::detached);
  context.run();
  EXPECT_THAT(keys, ElementsAre("ASIANEW1", "ASIANEW1"));
  EXPECT_EQ(http_.sent.size(), 1U);
}

TEST_F(LoginCredentialsTest, KeyThatAwsRefusesIsRenewedBeforeItsTime) {
  write("ASIAOLD", std::chrono::minutes(14));
  LoginCredentials credentials = provider();
  EXPECT_EQ(run(credentials.get({}))->access_key_id, "ASIAOLD");
  credentials.expired("ASIAOLD");
  EXPECT_EQ(run(credentials.get({}))->access_key_id, "ASIANEW1");
  EXPECT_EQ(http_.sent.size(), 1U);
}

TEST_F(LoginCredentialsTest, RefusedRenewalLeavesWhatIsLeft) {
  write("ASIAOLD", std::chrono::minutes(3));
  reply_ = [](const HttpRequest&) {
    return refusal(401, "AccessDeniedException", "TOKEN_EXPIRED");
  };
  EXPECT_EQ(run(provider().get({}))->access_key_id, "ASIAOLD");
}

TEST_F(LoginCredentialsTest, RotatedTokenThatCannotBeWrittenIsKeptInMemory) {
  write("ASIAOLD", std::chrono::minutes(-1));
  // A folder in the file's place after it was read: neither can be written nor read.
  std::vector<std::string> tokens;
  reply_ = [&](const HttpRequest& request) {
    tokens.emplace_back(json::parse(request.body).at("refreshToken").as_string());
    std::filesystem::remove_all(settings_.cache_file);
    std::filesystem::create_directories(settings_.cache_file / "in the way");
    return new_token(tokens.size() == 1 ? "1" : "2");
  };
  LoginCredentials credentials = provider();
  EXPECT_EQ(run(credentials.get({}))->access_key_id, "ASIANEW1");
  EXPECT_EQ(run(credentials.get({}))->access_key_id, "ASIANEW1");
  now_ += std::chrono::minutes(11);
  EXPECT_EQ(run(credentials.get({}))->access_key_id, "ASIANEW2");
  EXPECT_THAT(tokens, ElementsAre("REFRESH0", "REFRESH1"));
}

TEST_F(LoginCredentialsTest, AnswerWithoutATokenIsAnErrorThatShowsNothingOfIt) {
  write("ASIAOLD", std::chrono::minutes(-1));
  for (const char* body : {"[]", "{}", R"({"accessToken":{"accessKeyId":"VISIBLE"}})",
                           R"({"accessToken":"VISIBLE","expiresIn":900})"}) {
    reply_ = [body](const HttpRequest&) { return answer(200, body); };
    EXPECT_THAT(message(), AllOf(HasSubstr("renewing the login"), Not(HasSubstr("VISIBLE"))));
  }
}

TEST_F(LoginCredentialsTest, WithoutARegionItSaysWhereToPutOne) {
  write("ASIAOLD", std::chrono::minutes(-1));
  settings_.regions.clear();
  EXPECT_THAT(message(), HasSubstr("region"));
  EXPECT_TRUE(http_.sent.empty());
}

}  // namespace
}  // namespace cloudx::aws
