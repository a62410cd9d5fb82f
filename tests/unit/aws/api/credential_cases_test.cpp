// The 42 worked cases of tests/data/credentials/cases.json: files and environment in, credentials
// and the API calls made for them out.

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/api/credentials/chain.hpp"
#include "os/file.hpp"
#include "unit/aws/api/fake_http.hpp"
#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

using testing::FakeHttp;
using testing::optional_text_of;
using testing::run;
using testing::text_of;

std::string with_home(std::string text, const std::filesystem::path& home) {
  for (std::size_t at = text.find("{DIR}"); at != std::string::npos; at = text.find("{DIR}")) {
    text.replace(at, 5, home.string());
  }
  return text;
}

// The canned answers that the file's "layout" describes.
class CannedAws {
 public:
  Result<HttpResponse> operator()(const HttpRequest& request) {
    ++calls_;  // of any service: this is how the file numbers them
    if (request.url.host.starts_with("portal.sso.")) {
      return testing::answer(
          200,
          "{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":"
          "\"ssosecret\",\"sessionToken\":\"ssotoken\",\"expiration\":"
          "4102444800000}}");
    }
    if (request.url.host.starts_with("oidc.")) {
      return testing::answer(200,
                             "{\"accessToken\":\"freshtoken\",\"expiresIn\":28800,"
                             "\"refreshToken\":\"rt2\",\"tokenType\":\"Bearer\"}");
    }
    const std::string operation = testing::form_of(request.body)["Action"];
    return testing::answer(
        200, fmt::format("<{0}Response><{0}Result><Credentials><AccessKeyId>ASIAROLE{1}"
                         "</AccessKeyId><SecretAccessKey>rolesecret{1}</SecretAccessKey>"
                         "<SessionToken>roletoken{1}</SessionToken><Expiration>2099-01-01T00:00:00Z"
                         "</Expiration></Credentials></{0}Result></{0}Response>",
                         operation, calls_));
  }

 private:
  int calls_ = 0;
};

class CredentialCase : public ::testing::TestWithParam<std::string> {
 protected:
  CredentialCase()
      : home_(std::filesystem::path(::testing::TempDir()) / ("cloudx-case-" + GetParam())),
        http_(CannedAws()),
        clock_([] { return testing::kVectorTime; }) {
    const auto vectors = testing::load_vectors(testing::test_data("credentials/cases.json"));
    for (const auto& vector : vectors.at("cases").as_array()) {
      if (text_of(vector, "name") == GetParam()) case_ = vector;
    }
    std::filesystem::remove_all(home_);
    write(".aws/config", text_of(case_, "config"));
    write(".aws/credentials", text_of(case_, "credentials"));
    for (const auto& [name, text] : case_.at("files").as_object()) {
      write({name.data(), name.size()}, {text.as_string().data(), text.as_string().size()});
    }
  }
  ~CredentialCase() override { std::filesystem::remove_all(home_); }

  void write(const std::string& name, std::string text) const {
    std::filesystem::create_directories((home_ / name).parent_path());
    std::ofstream(home_ / name) << with_home(std::move(text), home_);
  }

  Environment environment() const {
    std::map<std::string, std::string> variables = {{"HOME", home_.string()},
                                                    {"AWS_EC2_METADATA_DISABLED", "true"}};
    for (const auto& [name, text] : case_.at("env").as_object()) {
      variables[name] = with_home({text.as_string().data(), text.as_string().size()}, home_);
    }
    return testing::environment_of(std::move(variables));
  }

  Result<Settings> settings() const {
    SettingsRequest request;
    request.profile = optional_text_of(case_, "profile");
    return load_settings(environment(), request);
  }

  Result<Credentials> credentials(const Settings& settings) {
    ApiClientOptions options;
    options.endpoints = settings.endpoints;
    ApiClient client(http_, clock_, std::move(options));
    CredentialsOptions chain;
    if (const auto code = optional_text_of(case_, "mfaCode")) {
      chain.ask_mfa_code = [code](std::string,
                                  async::Deadline) -> boost::asio::awaitable<Result<std::string>> {
        return ready(*code);
      };
    }
    const auto provider =
        make_credentials_provider(settings, environment(), client, direct_, std::move(chain));
    if (!provider) return std::unexpected(provider.error());
    return run((*provider)->get({}));
  }
  static boost::asio::awaitable<Result<std::string>> ready(std::string code) { co_return code; }

  void expect_calls(const boost::json::array& calls) const;
  void expect_cache(const boost::json::object& files) const;

  std::filesystem::path home_;
  FakeHttp http_;
  FakeHttp direct_;
  SigningClock clock_;
  boost::json::value case_;
};

std::map<std::string, std::string> parameters_of(const HttpRequest& request) {
  const std::string& target = request.url.target;
  if (target.contains('?')) return testing::form_of(target.substr(target.find('?') + 1));
  std::map<std::string, std::string> parameters;
  if (request.body.starts_with('{')) {
    for (const auto& [name, value] : boost::json::parse(request.body).as_object()) {
      parameters[name] = {value.as_string().data(), value.as_string().size()};
    }
  } else {
    parameters = testing::form_of(request.body);
    parameters.erase("Action");
    parameters.erase("Version");
  }
  return parameters;
}

void CredentialCase::expect_calls(const boost::json::array& calls) const {
  ASSERT_EQ(http_.sent.size(), calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const HttpRequest& request = http_.sent[i];
    EXPECT_EQ(request.url.host, text_of(calls[i], "host"));
    auto parameters = parameters_of(request);
    for (const auto& [name, value] : calls[i].at("params").as_object()) {
      if (value == "<generated>") {
        EXPECT_FALSE(parameters[name].empty());
      } else {
        EXPECT_EQ(parameters[name],
                  std::string_view(value.as_string().data(), value.as_string().size()));
      }
    }
    EXPECT_EQ(parameters.size(), calls[i].at("params").as_object().size());
    const auto scope = testing::credential_scope(request);
    const auto key = optional_text_of(calls[i], "signedWithAccessKeyId");
    ASSERT_EQ(!scope.empty(), key.has_value());
    if (key) {
      EXPECT_EQ(scope.at(0), *key);
      EXPECT_EQ(scope.at(2), text_of(calls[i], "signingRegion"));
      EXPECT_EQ(scope.at(3), "sts");
    }
    EXPECT_EQ(find_header(request.headers, "x-amz-sso_bearer_token"),
              optional_text_of(calls[i], "bearerToken").value_or(""));
  }
}

void CredentialCase::expect_cache(const boost::json::object& files) const {
  for (const auto& [name, expected] : files) {
    const auto path = home_ / std::string(name.data(), name.size());
    boost::json::value content = expected;
    auto& expires_at = content.as_object().at("expiresAt");
    if (expires_at == "<now+28800s>") {
      expires_at = iso8601(testing::kVectorTime + std::chrono::seconds(28800));
    }
    EXPECT_EQ(boost::json::parse(os::read_file(path).value()), content);
  }
}

TEST_P(CredentialCase, GivesTheExpectedResult) {
  ASSERT_TRUE(case_.is_object());
  const auto& expect = case_.at("expect").as_object();
  const auto loaded = settings();
  if (expect.contains("error")) {
    const auto result = loaded ? credentials(*loaded) : std::unexpected(loaded.error());
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().kind,
                ::testing::AnyOf(Errc::credentials, Errc::configuration, Errc::not_found));
    EXPECT_TRUE(http_.sent.empty());
    return;
  }
  ASSERT_TRUE(loaded) << loaded.error().message;
  // botocore keeps the comment in the region, which can then be used for nothing.
  const auto region =
      GetParam() == "inline_comment" ? "eu-north-1" : optional_text_of(expect, "region");
  EXPECT_EQ(loaded->endpoints.region, region);
  if (const auto* config = expect.if_contains("config")) {
    for (const auto& [name, value] : config->as_object()) {
      const std::string key(name);
      const std::size_t dot = key.find('.');
      const Profile profile = loaded->active_profile();
      const auto found = dot == std::string::npos
                             ? profile.get(key)
                             : profile.nested(key.substr(0, dot), key.substr(dot + 1));
      EXPECT_EQ(found, std::string_view(value.as_string().data(), value.as_string().size()));
    }
  }
  if (const auto url = optional_text_of(expect, "endpointUrl")) {
    std::string service = text_of(case_, "endpointService");
    std::ranges::replace(service, '-', '_');
    const auto found =
        std::ranges::find_if(kServices, [&](const Service* s) { return s->id == service; });
    const auto endpoint = resolve_endpoint(**found, loaded->endpoints);
    EXPECT_EQ(endpoint->url.scheme + "://" + endpoint->url.authority(), *url);
  }
  const auto result = credentials(*loaded);
  if (expect.at("credentials").is_null()) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Errc::credentials);
    return;
  }
  ASSERT_TRUE(result) << result.error().message;
  const auto& wanted = expect.at("credentials");
  EXPECT_EQ(result->access_key_id, text_of(wanted, "accessKeyId"));
  EXPECT_EQ(result->secret_access_key.reveal(), text_of(wanted, "secretAccessKey"));
  EXPECT_EQ(result->session_token.reveal(), optional_text_of(wanted, "sessionToken").value_or(""));
  EXPECT_EQ(result->source, text_of(wanted, "source"));
  const auto* calls = expect.if_contains("apiCalls");
  expect_calls(calls != nullptr ? calls->as_array() : boost::json::array{});
  if (const auto* cache = expect.if_contains("cacheAfter")) expect_cache(cache->as_object());
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  const auto vectors = testing::load_vectors(testing::test_data("credentials/cases.json"));
  for (const auto& vector : vectors.at("cases").as_array())
    names.push_back(text_of(vector, "name"));
  return names;
}

INSTANTIATE_TEST_SUITE_P(Vectors, CredentialCase, ::testing::ValuesIn(case_names()),
                         [](const auto& info) { return info.param; });

TEST(CredentialCases, AllFortyTwoAreThere) {
  EXPECT_EQ(case_names().size(), 42U);
}

}  // namespace
}  // namespace cloudx::aws
