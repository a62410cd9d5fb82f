// The verifier against signatures made by others (golden vectors) and against forgeries.

#include "sandbox/api/signature.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <gtest/gtest.h>

#include "os/file.hpp"
#include "unit/sandbox/signed_request.hpp"

namespace cloudx::sandbox {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

const Time kVectorTime = Time(1'700'000'000s);  // 20231114T221320Z

json::value vectors(const std::string& path) {
  const auto text = os::read_file(CLOUDX_TEST_DATA "/" + path);
  EXPECT_TRUE(text.has_value()) << path;
  return json::parse(text.value_or("{}"));
}

CredentialStore store_of(const json::object& file, const json::value* token) {
  AccessKey key;
  key.id = json::value_to<std::string>(file.at("accessKeyId"));
  key.secret = Secret(json::value_to<std::string>(file.at("secretAccessKey")));
  if (token != nullptr && token->is_string()) {
    key.session_token = Secret(json::value_to<std::string>(*token));
  }
  CredentialStore store;
  store.add(std::move(key));
  return store;
}

HttpRequest request_of(const json::object& one, std::string_view headers) {
  HttpRequest request;
  const auto url = parse_url(json::value_to<std::string>(one.at("url")));
  EXPECT_TRUE(url.has_value());
  request.url = url.value_or(Url{});
  request.headers.push_back({"Host", request.url.authority()});
  for (const auto& [name, value] : one.at(headers).as_object()) {
    request.headers.push_back({std::string(name), json::value_to<std::string>(value)});
  }
  if (const json::value* body = one.if_contains("body"); body != nullptr && body->is_string()) {
    request.body = json::value_to<std::string>(*body);
  }
  if (const json::value* method = one.if_contains("method")) {
    request.method = json::value_to<std::string>(*method);
  }
  return request;
}

TEST(SignatureVectorsTest, StreamUrlSignaturesAreValid) {
  const json::value file = vectors("sigv4/stream-url.json");
  for (const json::value& item : file.at("cases").as_array()) {
    const json::object& one = item.as_object();
    const CredentialStore store = store_of(file.as_object(), one.if_contains("sessionToken"));
    const Signature result =
        verify_signature(request_of(one, "requestHeaders"), "ssmmessages", store, kVectorTime);
    EXPECT_EQ(result.verdict, Verdict::valid) << one.at("name");
  }
}

TEST(SignatureVectorsTest, ApiRequestSignaturesAreValid) {
  const json::value file = vectors("api/requests.json");
  int verified = 0;
  for (const json::value& item : file.at("requests").as_array()) {
    const json::object& one = item.as_object();
    if (!one.at("signed").as_bool()) continue;
    const CredentialStore store = store_of(file.as_object(), one.if_contains("sessionToken"));
    const Signature result =
        verify_signature(request_of(one, "headers"),
                         json::value_to<std::string>(one.at("signingName")), store, kVectorTime);
    EXPECT_EQ(result.verdict, Verdict::valid) << one.at("name");
    ++verified;
  }
  EXPECT_GT(verified, 20);
}

class SignatureTest : public testing::Test {
 protected:
  HttpRequest signed_request() {
    HttpRequest request;
    request.method = "POST";
    request.url.target = "/";
    request.headers.push_back({"X-Amz-Target", "AmazonSSM.StartSession"});
    request.body = "{}";
    sign_request(request, key, "eu-west-1", "ssm", now);
    return request;
  }
  Verdict verdict(const HttpRequest& request, std::string_view service = "ssm") {
    return verify_signature(request, service, store, now).verdict;
  }
  static std::string& header(HttpRequest& request, std::string_view name) {
    for (HttpHeader& header : request.headers) {
      if (header.name == name) return header.value;
    }
    throw std::out_of_range("no such header");
  }

  Time now = kVectorTime;
  CredentialStore store;
  AccessKey key = store.add_user_key(false, now);
};

TEST_F(SignatureTest, OwnSignatureIsValidAndNamesRegion) {
  const Signature result = verify_signature(signed_request(), "ssm", store, now);
  EXPECT_EQ(result.verdict, Verdict::valid);
  EXPECT_EQ(result.region, "eu-west-1");
}

TEST_F(SignatureTest, MissingHeaderIsMissing) {
  EXPECT_EQ(verdict(HttpRequest{}), Verdict::missing);
}

TEST_F(SignatureTest, ChangedBodyIsWrong) {
  HttpRequest request = signed_request();
  request.body = "{ }";
  EXPECT_EQ(verdict(request), Verdict::wrong_signature);
}

TEST_F(SignatureTest, ChangedTargetHeaderIsWrong) {
  HttpRequest request = signed_request();
  header(request, "X-Amz-Target") = "AmazonSSM.TerminateSession";
  EXPECT_EQ(verdict(request), Verdict::wrong_signature);
}

TEST_F(SignatureTest, OtherServiceIsWrongScope) {
  EXPECT_EQ(verdict(signed_request(), "ec2"), Verdict::wrong_scope);
}

TEST_F(SignatureTest, UnsignedAmzHeaderIsMalformed) {
  HttpRequest request = signed_request();
  request.headers.push_back({"X-Amz-Extra", "1"});
  EXPECT_EQ(verdict(request), Verdict::malformed);
}

TEST_F(SignatureTest, UnknownKeyIsUnknown) {
  const HttpRequest request = signed_request();
  store = CredentialStore();
  EXPECT_EQ(verdict(request), Verdict::unknown_key);
}

TEST_F(SignatureTest, MoreThanFiveMinutesIsSkewed) {
  const HttpRequest request = signed_request();
  now += 300s;
  EXPECT_EQ(verdict(request), Verdict::valid);
  now += 1s;
  EXPECT_EQ(verdict(request), Verdict::skewed);
  now -= 602s;
  EXPECT_EQ(verdict(request), Verdict::skewed);
}

TEST_F(SignatureTest, TemporaryKeyNeedsItsTokenAndExpires) {
  key = store.add_user_key(true, now);
  EXPECT_EQ(verdict(signed_request()), Verdict::valid);
  HttpRequest stolen = signed_request();
  header(stolen, "X-Amz-Security-Token") = "other";
  EXPECT_EQ(verdict(stolen), Verdict::wrong_token);
  now += 12h;
  EXPECT_EQ(verdict(signed_request()), Verdict::expired_token);
}

}  // namespace
}  // namespace cloudx::sandbox
