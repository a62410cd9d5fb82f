// The sign-in service, with proofs that others made: RFC 9449's and those of the golden vectors.

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "os/file.hpp"
#include "sandbox/api/dpop_check.hpp"
#include "sandbox/api/service.hpp"
#include "sandbox/control/control.hpp"

namespace cloudx::sandbox {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

json::value vectors() {
  const auto path = std::filesystem::path(CLOUDX_TEST_DATA) / "credentials/login/dpop.json";
  return json::parse(os::read_file(path).value());
}

std::string text(const json::value& value, const char* name) {
  return std::string(value.at(name).as_string());
}

TEST(DpopCheck, ExampleOfTheStandardIsValidAtItsTimeOnly) {
  // RFC 9449 section 4.1.
  const std::string proof =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0"
      "VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10"
      "NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjo"
      "iUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ."
      "2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
  const std::string url = "https://server.example.com/token";
  const auto checked = check_dpop(proof, url, Time(1562262616s));
  ASSERT_TRUE(checked) << checked.error();
  EXPECT_EQ(checked->id, "-BwC3ESc6acc2lTc");
  EXPECT_EQ(check_dpop(proof, url, Time(1562262616s + 6min)).error(), "iat is too far from now");
  EXPECT_EQ(check_dpop(proof, url + "s", Time(1562262616s)).error(),
            "htu is not the URL of the request");
  std::string spoiled = proof;
  spoiled[proof.size() - 10] = spoiled[proof.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(check_dpop(spoiled, url, Time(1562262616s)).error(), "the signature is wrong");
}

TEST(DpopCheck, GoldenVectorsAreJudgedAsTheySay) {
  const json::value all = vectors();
  for (const json::value& vector : all.at("proofs").as_array()) {
    const Time now{std::chrono::seconds(vector.at("iat").as_int64())};
    const auto checked = check_dpop(text(vector, "dpop"), text(vector, "htu"), now);
    ASSERT_TRUE(checked) << text(vector, "name") << ": " << checked.error();
    EXPECT_EQ(checked->key_thumbprint, text(vector, "jwk_thumbprint_sha256_b64"));
  }
  const json::value& first = all.at("proofs").as_array().at(0);
  const Time now{std::chrono::seconds(first.at("iat").as_int64())};
  for (const json::value& vector : all.at("invalid").as_array()) {
    EXPECT_FALSE(check_dpop(text(vector, "dpop"), text(first, "htu"), now)) << text(vector, "name");
  }
}

class SignInTest : public testing::Test {
 protected:
  // Logs in, and gives the login the key of the vectors, for which there is a proof.
  SignInTest() : proof_(vectors().at("proofs").as_array().at(0)) {
    now = Time(std::chrono::seconds(proof_.at("iat").as_int64()));
    file = json::parse(control(R"({"arn":"arn:aws:sts::123456789012:assumed-role/Dev/me"})"));
    world.sign_in.login->key_thumbprint = text(proof_, "jwk_thumbprint_sha256_b64");
  }
  std::string control(const std::string& body) {
    HttpRequest request;
    request.method = "POST";
    request.url.target = "/_sandbox/login";
    request.body = body;
    return answer_control_request(world, round_trip, request, now).body;
  }
  HttpResponse renew(const std::string& token) {
    HttpRequest request;
    request.method = "POST";
    request.url.target = "/v1/token";
    request.headers = {{"Host", "eu-west-1.signin.aws.amazon.com"}, {"DPoP", text(proof_, "dpop")}};
    request.body = json::serialize(json::object{{"clientId", text(file, "clientId")},
                                                {"grantType", "refresh_token"},
                                                {"refreshToken", token}});
    return answer_api_request(world, request, now);
  }

  json::value proof_;
  Time now;
  World world{60s};
  Duration round_trip{};
  json::value file;
};

TEST_F(SignInTest, RenewalGivesKeysThatSignAndAnotherRefreshToken) {
  const HttpResponse answer = renew(text(file, "refreshToken"));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::value body = json::parse(answer.body);
  EXPECT_NE(text(body, "refreshToken"), text(file, "refreshToken"));
  EXPECT_EQ(body.at("expiresIn").as_int64(), 900);
  EXPECT_NE(world.credentials.find(text(body.at("accessToken"), "accessKeyId")), nullptr);
}

TEST_F(SignInTest, UsedTokenIsRepeatedForAsLongAsItWasToldTo) {
  const std::string token = text(file, "refreshToken");
  control(R"({"repeat_ms":5000})");
  const HttpResponse first = renew(token);
  EXPECT_EQ(renew(token).body, first.body);
  now += 6s;
  const HttpResponse late = renew(token);
  EXPECT_EQ(late.status, 400);
  EXPECT_EQ(text(json::parse(late.body), "error"), "INVALID_REQUEST");
}

TEST_F(SignInTest, OrderedRefusalHasItsStatusAndItsNames) {
  control(R"({"refusal":"TOKEN_EXPIRED"})");
  const HttpResponse answer = renew(text(file, "refreshToken"));
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("x-amzn-errortype"), "AccessDeniedException");
  EXPECT_EQ(text(json::parse(answer.body), "error"), "TOKEN_EXPIRED");
}

TEST_F(SignInTest, ProofOfAnotherKeyIsRefused) {
  world.sign_in.login->key_thumbprint = "another";
  EXPECT_EQ(renew(text(file, "refreshToken")).status, 400);
}

}  // namespace
}  // namespace cloudx::sandbox
