// The 41 cases of tests/data/credentials/login/cache.json, judged by botocore: profiles that
// `aws login` made, with their cache file and what the sign-in service answers.

#include <filesystem>
#include <fstream>
#include <set>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/api/credentials/chain.hpp"
#include "aws/api/credentials/login_cache.hpp"
#include "base/encoding.hpp"
#include "os/file.hpp"
#include "unit/aws/api/fake_http.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

namespace json = boost::json;
using testing::FakeHttp;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::optional_text_of;
using testing::run;
using testing::text_of;

// Where the file's "ours" says that this program does more than botocore.
const std::set<std::string> kMoreThanBotocore = {"missing_accountId", "refused_but_still_valid"};

json::value all_vectors() {
  return testing::load_vectors(testing::test_data("credentials/login/cache.json"));
}

std::vector<Result<HttpResponse>> answers_of(const json::value& vector) {
  std::vector<Result<HttpResponse>> out;
  const auto* answers = vector.as_object().if_contains("answers");
  if (answers == nullptr) return {testing::answer(500, "")};
  for (const auto& answer : answers->as_array()) {
    const auto* headers = answer.as_object().if_contains("headers");
    out.emplace_back(testing::answer(
        static_cast<int>(answer.at("status").as_int64()), text_of(answer, "body"),
        headers == nullptr ? std::vector<HttpHeader>{} : testing::headers_of(*headers)));
  }
  return out;
}

class LoginCase : public ::testing::TestWithParam<std::string> {
 protected:
  LoginCase()
      : home_(std::filesystem::path(::testing::TempDir()) / ("cloudx-login-" + GetParam())) {
    const auto vectors = all_vectors();
    for (const auto& vector : vectors.at("cases").as_array()) {
      if (text_of(vector, "name") == GetParam()) case_ = vector;
    }
    std::filesystem::remove_all(home_);
    write(".aws/config", text_of(case_, "config"));
    write(".aws/credentials", text_of(case_, "credentials"));
    for (const auto& [name, text] : case_.at("files").as_object()) {
      write(std::string(name), std::string(text.as_string()));
    }
  }
  ~LoginCase() override { std::filesystem::remove_all(home_); }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((home_ / name).parent_path());
    std::ofstream(home_ / name) << text;
  }

  Environment environment() const {
    std::map<std::string, std::string> variables = {{"HOME", home_.string()},
                                                    {"AWS_EC2_METADATA_DISABLED", "true"}};
    for (const auto& [name, value] : case_.at("env").as_object()) {
      std::string text(value.as_string());
      if (text.starts_with("{DIR}")) text.replace(0, 5, home_.string());
      variables[name] = text;
    }
    return testing::environment_of(std::move(variables));
  }

  Result<Credentials> credentials() {
    SettingsRequest request;
    request.profile = optional_text_of(case_, "profile");
    const auto settings = load_settings(environment(), request);
    if (!settings) return std::unexpected(settings.error());
    ApiClientOptions options = testing::test_options();
    options.endpoints = settings->endpoints;
    ApiClient client(http_, clock_, std::move(options));
    const auto provider = make_credentials_provider(*settings, environment(), client, direct_, {});
    if (!provider) return std::unexpected(provider.error());
    return run((*provider)->get({}));
  }

  void expect_renewal(const HttpRequest& request, const json::value& call) const;

  std::filesystem::path home_;
  json::value case_;
  FakeHttp http_{[this, at = std::size_t{0}](const HttpRequest&) mutable {
    const auto answers = answers_of(case_);
    return answers[std::min(at++, answers.size() - 1)];
  }};
  FakeHttp direct_;
  SigningClock clock_{
      [this] { return Timestamp(std::chrono::seconds(case_.at("now").as_int64())); }};
};

json::value claims_of(const HttpRequest& request) {
  const std::string proof(find_header(request.headers, "dpop"));
  const std::size_t from = proof.find('.') + 1;
  std::string text = proof.substr(from, proof.rfind('.') - from);
  while (text.size() % 4 != 0) text += '=';
  return json::parse(as_text(unbase64(text).value()));
}

void LoginCase::expect_renewal(const HttpRequest& request, const json::value& call) const {
  // botocore asks in the environment's region first.
  const std::string url = GetParam() == "env_region_beats_profile"
                              ? "https://eu-west-1.signin.aws.amazon.com/v1/token"
                              : text_of(call, "url");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url.scheme + "://" + request.url.authority() + request.url.target, url);
  EXPECT_EQ(find_header(request.headers, "content-type"), "application/json");
  EXPECT_EQ(find_header(request.headers, "authorization"), "");
  EXPECT_EQ(json::parse(request.body), call.at("body"));
  EXPECT_EQ(text_of(claims_of(request), "htu"), url);
}

TEST_P(LoginCase, GivesTheExpectedResult) {
  ASSERT_TRUE(case_.is_object());
  const auto& expect = case_.at("expect").as_object();
  const auto found = credentials();
  if (expect.contains("error") && !kMoreThanBotocore.contains(GetParam())) {
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().kind, ::testing::AnyOf(Errc::credentials, Errc::configuration));
    EXPECT_THAT(found.error().message, Not(HasSubstr("REFRESH-")));
    EXPECT_THAT(found.error().message, Not(HasSubstr("BEGIN")));
    EXPECT_EQ(http_.sent.size(), expect.at("calls").as_array().size());
    return;
  }
  ASSERT_TRUE(found) << found.error().message;
  if (expect.contains("error")) {
    EXPECT_EQ(found->access_key_id, "ASIACACHED");
    EXPECT_EQ(found->account_id, "123456789012");
    return;
  }
  const auto& wanted = expect.at("credentials");
  EXPECT_EQ(found->access_key_id, text_of(wanted, "accessKeyId"));
  EXPECT_EQ(found->secret_access_key.reveal(), text_of(wanted, "secretAccessKey"));
  EXPECT_EQ(found->session_token.reveal(), optional_text_of(wanted, "sessionToken").value_or(""));
  EXPECT_EQ(found->source, text_of(wanted, "method"));
  const auto& calls = expect.at("calls").as_array();
  if (calls.empty()) {
    EXPECT_TRUE(http_.sent.empty());
    return;
  }
  if (calls.front().as_object().contains("signed_by")) {
    EXPECT_EQ(testing::credential_scope(http_.sent.at(0)).at(0),
              text_of(calls.front(), "signed_by"));
    return;
  }
  for (const HttpRequest& request : http_.sent) expect_renewal(request, calls.front());
  for (const auto& [name, content] : expect.at("file_after").as_object()) {
    const auto path = home_ / std::string(name);
    EXPECT_EQ(json::parse(os::read_file(path).value()), content);
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
    EXPECT_FALSE(std::filesystem::exists(path.string() + ".lock"));
  }
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  const auto vectors = all_vectors();
  for (const auto& vector : vectors.at("cases").as_array()) {
    names.push_back(text_of(vector, "name"));
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Vectors, LoginCase, ::testing::ValuesIn(case_names()),
                         [](const auto& info) { return info.param; });

TEST(LoginCases, AllFortyOneAreThere) {
  EXPECT_EQ(case_names().size(), 41U);
}

TEST(LoginCachePath, IsNamedAfterTheArn) {
  const auto vectors = all_vectors();
  const auto environment = testing::environment_of({{"HOME", "/h"}});
  for (const auto& row : vectors.at("file_names").as_array()) {
    EXPECT_EQ(login_cache_path(environment, text_of(row, "login_session")),
              std::filesystem::path("/h/.aws/login/cache") / text_of(row, "file"));
  }
}

}  // namespace
}  // namespace cloudx::aws
