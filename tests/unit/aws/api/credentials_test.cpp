// Providers and the chain beyond the golden cases.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/event.hpp"
#include "aws/api/credentials/cached_credentials.hpp"
#include "aws/api/credentials/chain.hpp"
#include "aws/api/credentials/cli_cache.hpp"
#include "aws/api/credentials/container.hpp"
#include "aws/api/credentials/instance_metadata.hpp"
#include "base/crypto.hpp"
#include "os/file.hpp"
#include "unit/aws/api/fake_http.hpp"

namespace cloudx::aws {
namespace {

using std::chrono::minutes;
using testing::answer;
using testing::example_credentials;
using testing::FakeHttp;
using ::testing::HasSubstr;
using testing::kVectorTime;
using ::testing::Not;
using testing::run;

// A source whose answers the test sets.
struct Script {
  Result<Credentials> next = example_credentials();
  int fetched = 0;
  std::vector<std::string> expired;
  std::function<boost::asio::awaitable<void>()> before;
};

class ScriptedSource final : public CredentialsProvider {
 public:
  explicit ScriptedSource(Script& script) : script_(script) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline) override {
    ++script_.fetched;
    if (script_.before) co_await script_.before();
    co_return script_.next;
  }
  void expired(std::string_view key) override { script_.expired.emplace_back(key); }

 private:
  Script& script_;
};

class CachedCredentialsTest : public ::testing::Test {
 protected:
  Credentials lasting(minutes left) const {
    Credentials credentials = example_credentials();
    credentials.expiration = now_ + left;
    return credentials;
  }

  Timestamp now_ = kVectorTime;
  SigningClock clock_{[this] { return now_; }};
  Script script_;
  CachedCredentials cache_{std::make_unique<ScriptedSource>(script_), clock_};
};

TEST_F(CachedCredentialsTest, CredentialsWithoutExpirationAreFetchedOnce) {
  EXPECT_TRUE(run(cache_.get({})));
  now_ += std::chrono::hours(1000);
  EXPECT_TRUE(run(cache_.get({})));
  EXPECT_EQ(script_.fetched, 1);
}

TEST_F(CachedCredentialsTest, RenewalUnderFifteenMinutesMayFail) {
  script_.next = lasting(minutes(60));
  EXPECT_TRUE(run(cache_.get({})));
  now_ += minutes(45);
  EXPECT_TRUE(run(cache_.get({})));
  EXPECT_EQ(script_.fetched, 1);
  now_ += minutes(2);
  script_.next = fail(Errc::connect, "down");
  EXPECT_TRUE(run(cache_.get({})));
  EXPECT_EQ(script_.fetched, 2);
}

TEST_F(CachedCredentialsTest, RenewalUnderTenMinutesMustSucceed) {
  script_.next = lasting(minutes(60));
  EXPECT_TRUE(run(cache_.get({})));
  now_ += minutes(51);
  script_.next = fail(Errc::connect, "down");
  const auto failed = run(cache_.get({}));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "down");
  script_.next = lasting(minutes(60));
  EXPECT_TRUE(run(cache_.get({})));
}

TEST_F(CachedCredentialsTest, SourceThatOnlyHasShortLivedOnesIsUsed) {
  script_.next = lasting(minutes(5));
  EXPECT_TRUE(run(cache_.get({})));
  script_.next = lasting(minutes(-1));
  const auto failed = run(cache_.get({}));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, Errc::credentials);
}

TEST_F(CachedCredentialsTest, ExpiredKeyIsDroppedAndTheSourceIsTold) {
  EXPECT_TRUE(run(cache_.get({})));
  cache_.expired("ANOTHERKEY");
  EXPECT_TRUE(run(cache_.get({})));
  EXPECT_EQ(script_.fetched, 1);
  cache_.expired("AKIDEXAMPLE");
  cache_.expired("AKIDEXAMPLE");  // a second call found out as well
  EXPECT_TRUE(run(cache_.get({})));
  EXPECT_EQ(script_.fetched, 2);
  EXPECT_THAT(script_.expired, ::testing::ElementsAre("AKIDEXAMPLE"));
}

// Five callers at once, released together.
std::vector<Result<Credentials>> five_at_once(CachedCredentials& cache, Script& script) {
  boost::asio::io_context context;
  async::Event gate(context.get_executor());
  struct Wait {
    static boost::asio::awaitable<void> on(async::Event& event) { (void)co_await event.wait({}); }
  };
  script.before = [&gate] { return Wait::on(gate); };
  std::vector<Result<Credentials>> results;
  for (int i = 0; i < 5; ++i) {
    boost::asio::co_spawn(context, cache.get({}),
                          [&](std::exception_ptr, Result<Credentials> result) {
                            results.push_back(std::move(result));
                          });
  }
  context.poll();
  gate.set();
  context.restart();
  context.run();
  script.before = nullptr;
  return results;
}

TEST_F(CachedCredentialsTest, ParallelCallersShareOneFetch) {
  script_.next = lasting(minutes(5));
  const auto results = five_at_once(cache_, script_);
  ASSERT_EQ(results.size(), 5U);
  for (const auto& result : results) EXPECT_TRUE(result);
  EXPECT_EQ(script_.fetched, 1);
}

TEST_F(CachedCredentialsTest, ParallelCallersShareOneFailure) {
  script_.next = fail(Errc::credentials, "no");
  const auto results = five_at_once(cache_, script_);
  ASSERT_EQ(results.size(), 5U);
  for (const auto& result : results) EXPECT_FALSE(result);
  EXPECT_EQ(script_.fetched, 1);
}

TEST_F(CachedCredentialsTest, SomebodyElsesTimeoutIsNotShared) {
  script_.next = fail(Errc::timeout, "his time was up");
  (void)five_at_once(cache_, script_);
  EXPECT_EQ(script_.fetched, 5);
}

TEST(CliCache, KeysAreThoseOfAwsCli) {
  AssumeRoleRequest request;
  request.role_arn = "arn:aws:iam::123456789012:role/Admin";
  request.serial_number = "arn:aws:iam::123456789012:mfa/me";
  request.session_name = "generated";
  EXPECT_EQ(cli_cache_key(request, true), R"({"RoleArn": "arn:aws:iam::123456789012:role/Admin", )"
                                          R"("SerialNumber": "arn:aws:iam::123456789012:mfa/me"})");
  request.duration_seconds = 900;
  request.external_id = "x\"y";
  EXPECT_EQ(cli_cache_key(request, false),
            R"({"DurationSeconds": 900, "ExternalId": "x\"y", )"
            R"("RoleArn": "arn:aws:iam::123456789012:role/Admin", "RoleSessionName": "generated", )"
            R"("SerialNumber": "arn:aws:iam::123456789012:mfa/me"})");
  EXPECT_EQ(cli_cache_key("1", "r", "corp", "u"),
            R"({"accountId":"1","roleName":"r","sessionName":"corp"})");
  EXPECT_EQ(cli_cache_key("1", "r", "", "u"), R"({"accountId":"1","roleName":"r","startUrl":"u"})");
}

// A home directory with a config file, and the chain on top of it.
class ChainTest : public ::testing::Test {
 protected:
  ChainTest()
      : home_(std::filesystem::path(::testing::TempDir()) /
              ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(home_);
    variables_["HOME"] = home_.string();
  }
  ~ChainTest() override { std::filesystem::remove_all(home_); }

  void write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((home_ / name).parent_path());
    std::ofstream(home_ / name) << text;
  }
  Result<Credentials> get(FakeHttp& http, FakeHttp& direct,
                          const std::optional<std::string>& profile = {}) {
    const Environment environment = testing::environment_of(variables_);
    SettingsRequest request;
    request.profile = profile;
    auto settings = load_settings(environment, request);
    if (!settings) return std::unexpected(settings.error());
    if (!login_command_.empty()) settings->login_command = login_command_;
    ApiClientOptions options;
    options.endpoints = settings->endpoints;
    options.random = [] { return 0.0; };
    ApiClient client(http, clock_, std::move(options));
    const auto provider = make_credentials_provider(*settings, environment, client, direct, {});
    if (!provider) return std::unexpected(provider.error());
    return run((*provider)->get({}));
  }
  std::string message(const std::optional<std::string>& profile = {}) {
    const auto found = get(http_, direct_, profile);
    return found ? "no error" : found.error().message;
  }

  std::filesystem::path home_;
  std::map<std::string, std::string> variables_;
  std::string login_command_;
  SigningClock clock_{[] { return kVectorTime; }};
  FakeHttp http_;
  FakeHttp direct_;
};

TEST_F(ChainTest, NothingAnywhereNamesThePlacesLookedInto) {
  variables_["AWS_EC2_METADATA_DISABLED"] = "true";
  EXPECT_THAT(message(),
              AllOf(HasSubstr("AWS_ACCESS_KEY_ID"), HasSubstr("profile default"),
                    HasSubstr((home_ / ".aws/credentials").string()), HasSubstr("switched off")));
  EXPECT_TRUE(direct_.sent.empty());
}

TEST_F(ChainTest, CircularRolesNameTheCircle) {
  write(".aws/config",
        "[profile a]\nrole_arn=x\nsource_profile=b\n[profile b]\nrole_arn=y\nsource_profile=a\n");
  EXPECT_THAT(message("a"), HasSubstr("a -> b -> a"));
}

TEST_F(ChainTest, SessionTokenHasAnOldName) {
  const std::string keys = "[default]\naws_access_key_id=A\naws_secret_access_key=s\n";
  for (const char* file : {".aws/credentials", ".aws/config"}) {
    write(file, keys + "aws_security_token=old\n");
    EXPECT_EQ(get(http_, direct_)->session_token.reveal(), "old");
    write(file, keys + "aws_security_token=old\naws_session_token=new\n");
    EXPECT_EQ(get(http_, direct_)->session_token.reveal(), "new");
    write(file, "");
  }
}

TEST_F(ChainTest, SelfReferenceWithoutKeysIsACircle) {
  write(".aws/config", "[profile a]\nrole_arn=x\nsource_profile=a\n");
  EXPECT_THAT(message("a"), HasSubstr("a -> a"));
}

TEST_F(ChainTest, SourceProfileWithoutCredentialsIsNamed) {
  write(".aws/config",
        "[profile a]\nrole_arn=x\nsource_profile=b\n[profile b]\nregion=eu-west-1\n");
  EXPECT_THAT(message("a"), AllOf(HasSubstr("profile b"), HasSubstr("no credentials")));
}

TEST_F(ChainTest, EnvironmentNeverFeedsASourceProfile) {
  variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/nonexistent";
  variables_["AWS_ROLE_ARN"] = "arn";
  variables_["AWS_PROFILE"] = "a";
  write(".aws/config",
        "[profile a]\nrole_arn=x\nsource_profile=b\n[profile b]\nregion=eu-west-1\n");
  EXPECT_THAT(message(), HasSubstr("no credentials"));
}

TEST_F(ChainTest, UnknownCredentialSourceListsTheKnownOnes) {
  write(".aws/config", "[profile a]\nrole_arn=x\ncredential_source=Moon\n");
  EXPECT_THAT(message("a"), AllOf(HasSubstr("Moon"), HasSubstr("EcsContainer")));
}

TEST_F(ChainTest, RoleThatNeedsMfaWithoutATerminalSaysSo) {
  write(".aws/config",
        "[default]\nregion=eu-west-1\nrole_arn=x\nsource_profile=b\nmfa_serial=arn:mfa\n");
  write(".aws/credentials", "[b]\naws_access_key_id=A\naws_secret_access_key=s\n");
  EXPECT_THAT(message(), AllOf(HasSubstr("MFA"), HasSubstr("arn:mfa")));
  EXPECT_TRUE(http_.sent.empty());
}

TEST_F(ChainTest, RoleCachedByAwsCliSavesTheCallAndThePrompt) {
  write(".aws/config",
        "[default]\nregion=eu-west-1\nrole_arn=x\nsource_profile=b\nmfa_serial=arn:mfa\n");
  write(".aws/credentials", "[b]\naws_access_key_id=A\naws_secret_access_key=s\n");
  const std::string name = sha1_hex(R"({"RoleArn": "x", "SerialNumber": "arn:mfa"})");
  const std::string content =
      R"({"Credentials":{"AccessKeyId":"ASIACACHED","SecretAccessKey":"s","SessionToken":"t",)"
      R"("Expiration":")";
  write(".aws/cli/cache/" + name + ".json", content + iso8601(kVectorTime + minutes(16)) + "\"}}");
  const auto found = get(http_, direct_);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIACACHED");
  EXPECT_TRUE(http_.sent.empty());

  write(".aws/cli/cache/" + name + ".json", content + iso8601(kVectorTime + minutes(15)) + "\"}}");
  EXPECT_FALSE(get(http_, direct_));
}

constexpr std::string_view kSsoProfile =
    "[default]\nsso_start_url=https://x/start\nsso_region=us-east-1\nsso_account_id=1\n"
    "sso_role_name=r\n";

TEST_F(ChainTest, ExpiredSsoSessionSaysHowToLogIn) {
  write(".aws/config", kSsoProfile);
  EXPECT_THAT(message(), HasSubstr("cloudx-proxy login --profile default"));
  write(".aws/sso/cache/" + sha1_hex("https://x/start") + ".json",
        R"({"accessToken":"topsecret","expiresAt":"2023-11-14T22:13:20UTC"})");
  EXPECT_THAT(message(), AllOf(HasSubstr("has expired"),
                               HasSubstr("cloudx-proxy login --profile "
                                         "default"),
                               Not(HasSubstr("topsecret"))));
}

TEST_F(ChainTest, LoginIsNamedAsTheProgramWasCalledAndTheProfileQuoted) {
  write(".aws/config",
        "[profile 'my prof']\nsso_start_url=https://x/start\nsso_region=us-east-1\n"
        "sso_account_id=1\nsso_role_name=r\n");
  variables_["AWS_PROFILE"] = "my prof";
  login_command_ = "cloudX-proxy login --aws-env work";
  EXPECT_THAT(message(), HasSubstr("`cloudX-proxy login --aws-env work --profile 'my prof'`"));
}

TEST_F(ChainTest, SsoTokenRefusedByThePortalSaysHowToLogIn) {
  write(".aws/config", kSsoProfile);
  write(".aws/sso/cache/" + sha1_hex("https://x/start") + ".json",
        R"({"accessToken":"t","expiresAt":"2099-01-01T00:00:00Z"})");
  FakeHttp refusing({answer(401, "{\"message\":\"Session token not found or invalid\"}",
                            {{"x-amzn-errortype", "UnauthorizedException"}})});
  const auto found = get(refusing, direct_);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("cloudx-proxy login"));
  FakeHttp forbidding(
      {answer(403, "{\"message\":\"No access\"}", {{"x-amzn-errortype", "ForbiddenException"}})});
  const auto forbidden = get(forbidding, direct_);
  ASSERT_FALSE(forbidden);
  EXPECT_THAT(forbidden.error().message, HasSubstr("ForbiddenException: No access"));
  EXPECT_EQ(forbidden.error().service_code, "ForbiddenException");
}

constexpr std::string_view kSsoSession =
    "[default]\nsso_session=corp\nsso_account_id=1\nsso_role_name=r\n"
    "[sso-session corp]\nsso_start_url=https://x/start\nsso_region=us-east-1\n";
constexpr std::string_view kTokenAboutToExpire =
    R"({"accessToken":"old","expiresAt":"2023-11-14T22:20:00Z","clientId":"c","clientSecret":"s",)"
    R"("refreshToken":"r","registrationExpiresAt":"2099-01-01T00:00:00Z"})";

TEST_F(ChainTest, SsoTokenThatCannotBeRefreshedIsUsedUntilItsEnd) {
  write(".aws/config", kSsoSession);
  write(".aws/sso/cache/" + sha1_hex("corp") + ".json", kTokenAboutToExpire);
  FakeHttp http([](const HttpRequest& request) {
    if (request.url.host.starts_with("oidc")) return answer(400, "{\"error\":\"invalid_grant\"}");
    return answer(200, R"({"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s",)"
                       R"("sessionToken":"t","expiration":4102444800000}})");
  });
  const auto found = get(http, direct_);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(find_header(http.sent.back().headers, "x-amz-sso_bearer_token"), "old");
}

TEST_F(ChainTest, RefreshedSsoTokenIsWrittenForTheUserAlone) {
  write(".aws/config", kSsoSession);
  const std::string name = ".aws/sso/cache/" + sha1_hex("corp") + ".json";
  write(name, kTokenAboutToExpire);
  std::filesystem::permissions(home_ / name, std::filesystem::perms(0600));
  FakeHttp http([](const HttpRequest& request) {
    if (request.url.host.starts_with("oidc")) {
      return answer(200, R"({"accessToken":"new","expiresIn":3600})");
    }
    return answer(200, R"({"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s",)"
                       R"("sessionToken":"t","expiration":4102444800000}})");
  });
  ASSERT_TRUE(get(http, direct_));
  const auto content = os::read_file(home_ / name);
  EXPECT_THAT(*content,
              AllOf(HasSubstr("\"accessToken\":\"new\""), HasSubstr("\"refreshToken\":\"r\"")));
  EXPECT_EQ(std::filesystem::status(home_ / name).permissions(), std::filesystem::perms(0600));
}

constexpr std::string_view kRoleAnswer =
    R"({"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s","sessionToken":"t",)"
    R"("expiration":4102444800000}})";
constexpr std::string_view kTokenExpired =
    R"({"accessToken":"old","expiresAt":"2023-11-14T20:00:00Z","clientId":"c","clientSecret":"s",)"
    R"("refreshToken":"r","registrationExpiresAt":"2099-01-01T00:00:00Z"})";
constexpr std::string_view kTokenOfAnother =
    R"({"accessToken":"new","expiresAt":"2099-01-01T00:00:00Z","clientId":"c","clientSecret":"s",)"
    R"("refreshToken":"r2","registrationExpiresAt":"2099-01-01T00:00:00Z"})";

TEST_F(ChainTest, SsoRefreshThatAnotherProgramWonIsReadFromTheCache) {
  write(".aws/config", kSsoSession);
  const std::string name = ".aws/sso/cache/" + sha1_hex("corp") + ".json";
  for (const std::string_view before : {kTokenExpired, kTokenAboutToExpire}) {
    write(name, before);
    FakeHttp http([&](const HttpRequest& request) {
      if (!request.url.host.starts_with("oidc")) return answer(200, std::string(kRoleAnswer));
      write(name, kTokenOfAnother);
      return answer(400, "{\"error\":\"invalid_grant\"}");
    });
    const auto found = get(http, direct_);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(find_header(http.sent.back().headers, "x-amz-sso_bearer_token"), "new");
    EXPECT_EQ(*os::read_file(home_ / name), kTokenOfAnother);
  }
}

TEST_F(ChainTest, SsoTokenThatAnotherProgramReplacedIsReadFromTheCache) {
  write(".aws/config", kSsoSession);
  const std::string name = ".aws/sso/cache/" + sha1_hex("corp") + ".json";
  write(name, R"({"accessToken":"old","expiresAt":"2099-01-01T00:00:00Z"})");
  FakeHttp http([&](const HttpRequest& request) {
    if (find_header(request.headers, "x-amz-sso_bearer_token") == "new") {
      return answer(200, std::string(kRoleAnswer));
    }
    write(name, kTokenOfAnother);
    return answer(401, "{}", {{"x-amzn-errortype", "UnauthorizedException"}});
  });
  EXPECT_TRUE(get(http, direct_));
}

// Processes that start together, each with its own provider, on one cache.
TEST_F(ChainTest, OneOfManyRefreshesAndTheOthersTakeWhatItBrought) {
  write(".aws/config", kSsoSession);
  const std::string name = ".aws/sso/cache/" + sha1_hex("corp") + ".json";
  write(name, kTokenExpired);
  int refreshes = 0;
  FakeHttp http([&](const HttpRequest& request) {
    if (!request.url.host.starts_with("oidc")) return answer(200, std::string(kRoleAnswer));
    if (refreshes++ > 0) return answer(400, "{\"error\":\"invalid_grant\"}");
    return answer(200, R"({"accessToken":"new","refreshToken":"r2","expiresIn":3600})");
  });
  const Environment environment = testing::environment_of(variables_);
  const auto settings = load_settings(environment, {});
  ASSERT_TRUE(settings);
  ApiClientOptions options;
  options.endpoints = settings->endpoints;
  ApiClient client(http, clock_, std::move(options));
  boost::asio::io_context context;
  std::vector<std::unique_ptr<CredentialsProvider>> providers;
  int taken = 0;
  for (int i = 0; i < 8; ++i) {
    providers.push_back(
        std::move(*make_credentials_provider(*settings, environment, client, direct_, {})));
    boost::asio::co_spawn(
        context, providers.back()->get({}),
        [&](std::exception_ptr, Result<Credentials> result) { taken += result ? 1 : 0; });
  }
  context.run();
  EXPECT_EQ(taken, 8);
  EXPECT_EQ(refreshes, 1);
  // Nothing is left beside the cache.
  const auto files = std::filesystem::directory_iterator(home_ / ".aws/sso/cache");
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

// Gives the token, or the role of aws-cli's cache, when its file is complete after a moment.
TEST_F(ChainTest, CacheFileThatIsJustBeingWrittenIsReadOnceMore) {
  write(".aws/config", kSsoSession);
  const std::string token = ".aws/sso/cache/" + sha1_hex("corp") + ".json";
  const std::string role =
      ".aws/cli/cache/" + sha1_hex(cli_cache_key("1", "r", "corp", "")) + ".json";
  const std::string cached =
      R"({"Credentials":{"AccessKeyId":"ASIACACHED","SecretAccessKey":"s","SessionToken":"t",)"
      R"("Expiration":"2099-01-01T00:00:00Z"}})";
  for (const auto& [name, complete] : std::vector<std::pair<std::string, std::string>>{
           {token, std::string(kTokenOfAnother)}, {role, cached}}) {
    for (const std::string& unfinished : {std::string(), complete.substr(0, complete.size() / 2)}) {
      write(name, unfinished);
      FakeHttp http([&](const HttpRequest&) { return answer(200, std::string(kRoleAnswer)); });
      std::thread writer([&, path = name, text = complete] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        write(path, text);
      });
      const auto found = get(http, direct_);
      writer.join();
      ASSERT_TRUE(found) << found.error().message;
      EXPECT_EQ(found->access_key_id, name == role ? "ASIACACHED" : "ASIA");
    }
  }
}

TEST_F(ChainTest, CacheFileThatStaysBrokenIsToldWithoutItsContent) {
  write(".aws/config", kSsoSession);
  write(".aws/sso/cache/" + sha1_hex("corp") + ".json", R"({"accessToken":"topsecret)");
  EXPECT_THAT(message(), AllOf(HasSubstr("not JSON"), Not(HasSubstr("topsecret"))));
}

TEST_F(ChainTest, ContainerTokenIsReadFromItsFileForEachRequest) {
  write("token", "abc");
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.23/v1/credentials";
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = (home_ / "token").string();
  FakeHttp agent({answer(200, R"({"AccessKeyId":"ASIA","SecretAccessKey":"s","Token":"t",)"
                              R"("Expiration":"2099-01-01T00:00:00Z"})")});
  const auto found = get(http_, agent);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->source, "container-role");
  EXPECT_EQ(find_header(agent.sent.at(0).headers, "Authorization"), "abc");
  EXPECT_EQ(agent.sent[0].url.target, "/v1/credentials");
  EXPECT_TRUE(http_.sent.empty());
  write("token", "abc\r\nX-Evil: 1");
  EXPECT_FALSE(get(http_, agent));
  EXPECT_EQ(agent.sent.size(), 1U);
}

TEST(ContainerSettings, PlainHttpIsForTheContainersNeighboursOnly) {
  const auto allowed = [](const std::string& url) {
    return container_settings(
               testing::environment_of({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", url}}))
        .has_value();
  };
  for (const char* url :
       {"https://example.com/x", "http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/",
        "http://169.254.170.2/", "http://169.254.170.23/", "http://[fd00:ec2::23]/"}) {
    EXPECT_TRUE(allowed(url)) << url;
  }
  for (const char* url : {"http://example.com/", "http://169.254.169.254/", "http://10.0.0.1/",
                          "http://127.evil.example/", "ws://127.0.0.1/", "nonsense"}) {
    EXPECT_FALSE(allowed(url)) << url;
  }
}

TEST(ContainerSettings, RelativeUriWins) {
  const auto found = container_settings(
      testing::environment_of({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/creds?x=1"},
                               {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/"}}));
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->url.host, "169.254.170.2");
  EXPECT_EQ((*found)->url.target, "/v2/creds?x=1");
}

class MetadataTest : public ::testing::Test {
 protected:
  Result<Credentials> get(FakeHttp& http, const MetadataSettings& settings = {}) {
    InstanceMetadata provider(settings, "no AWS credentials found", http, clock_);
    return run(provider.get({}));
  }
  static Result<HttpResponse> service(const HttpRequest& request, std::string_view document) {
    if (request.method == "PUT") {
      EXPECT_EQ(find_header(request.headers, "x-aws-ec2-metadata-token-ttl-seconds"), "21600");
      return answer(200, "TOKEN");
    }
    EXPECT_EQ(find_header(request.headers, "x-aws-ec2-metadata-token"), "TOKEN");
    if (request.url.target.ends_with('/')) return answer(200, "my-role\nother");
    EXPECT_EQ(request.url.target, "/latest/meta-data/iam/security-credentials/my-role");
    return answer(200, std::string(document));
  }
  SigningClock clock_{[] { return kVectorTime; }};
};

TEST_F(MetadataTest, AsksForTokenRoleAndCredentials) {
  FakeHttp http([](const HttpRequest& request) {
    return service(request, R"({"Code":"Success","AccessKeyId":"ASIA","SecretAccessKey":"s",)"
                            R"("Token":"t","Expiration":"2023-11-15T04:13:20Z"})");
  });
  const auto found = get(http);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIA");
  EXPECT_EQ(found->session_token.reveal(), "t");
  EXPECT_EQ(found->expiration, kVectorTime + std::chrono::hours(6));
  EXPECT_EQ(http.sent.size(), 3U);
}

// Version 1 with the answer that a request for a token gets.
FakeHttp version_1(const Result<HttpResponse>& to_token) {
  return FakeHttp([to_token](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.method == "PUT") return to_token;
    EXPECT_EQ(find_header(request.headers, "x-aws-ec2-metadata-token"), "");
    if (request.url.target.ends_with('/')) return answer(200, "my-role");
    return answer(200, R"({"Code":"Success","AccessKeyId":"ASIA","SecretAccessKey":"s",)"
                       R"("Token":"t","Expiration":"2023-11-15T04:13:20Z"})");
  });
}

TEST_F(MetadataTest, VersionOneIsAskedWhereThereIsNoToken) {
  MetadataSettings settings;
  settings.attempts = 2;
  for (const auto& [to_token, requests] : std::vector<std::pair<Result<HttpResponse>, std::size_t>>{
           {answer(403, ""), 3},
           {answer(404, ""), 3},
           {answer(405, ""), 3},
           {answer(500, ""), 4},
           {answer(200, ""), 4},
           {fail(Errc::closed, "no answer"), 4},
           {fail(Errc::timeout, "timed out"), 4}}) {
    FakeHttp http = version_1(to_token);
    const auto found = get(http, settings);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->access_key_id, "ASIA");
    EXPECT_EQ(http.sent.size(), requests);
  }
}

TEST_F(MetadataTest, VersionOneIsNotAskedWhereTheRequestWasWrongOrItIsForbidden) {
  FakeHttp wrong = version_1(answer(400, ""));
  EXPECT_FALSE(get(wrong));
  EXPECT_EQ(wrong.sent.size(), 1U);
  MetadataSettings settings;
  settings.v1_disabled = true;
  for (const Result<HttpResponse>& to_token :
       {Result<HttpResponse>(answer(403, "")), Result<HttpResponse>(fail(Errc::timeout, "late"))}) {
    FakeHttp http = version_1(to_token);
    const auto found = get(http, settings);
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message, HasSubstr("ec2_metadata_v1_disabled"));
    EXPECT_EQ(http.sent.size(), 1U);
  }
}

TEST_F(MetadataTest, OldCredentialsAreUsedAndAskedForAgainAfterAWhile) {
  FakeHttp http([](const HttpRequest& request) {
    return service(request, R"({"Code":"Success","AccessKeyId":"ASIA","SecretAccessKey":"s",)"
                            R"("Token":"t","Expiration":"2023-11-14T20:00:00Z"})");
  });
  const auto found = get(http);
  ASSERT_TRUE(found);
  EXPECT_GE(*found->expiration, kVectorTime + minutes(15 + 15 + 2));
  EXPECT_LE(*found->expiration, kVectorTime + minutes(15 + 15 + 10));
}

TEST_F(MetadataTest, NoAnswerNoRoleAndFailureCodeAreNoCredentials) {
  FakeHttp silent([](const HttpRequest&) { return fail(Errc::timeout, "timed out"); });
  const auto unreachable = get(silent);
  ASSERT_FALSE(unreachable);
  EXPECT_EQ(unreachable.error().kind, Errc::credentials);
  EXPECT_THAT(unreachable.error().message, HasSubstr("no AWS credentials found"));
  EXPECT_EQ(silent.sent.size(), 2U);

  FakeHttp absent([](const HttpRequest&) { return fail(Errc::connect, "refused"); });
  EXPECT_FALSE(get(absent));
  EXPECT_EQ(absent.sent.size(), 1U);

  FakeHttp failing([](const HttpRequest& r) { return service(r, R"({"Code":"Failed"})"); });
  EXPECT_FALSE(get(failing));
}

}  // namespace
}  // namespace cloudx::aws
