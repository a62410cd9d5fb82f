#include "aws/core/sigv4.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

using testing::headers_of;
using testing::load_vectors;
using testing::optional_text_of;
using testing::test_data;
using testing::text_of;
using testing::url_of;

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::chrono::seconds kDate{
    1'700'000'000};  // 20231114T221320Z, in all files but the suite

Credentials example_credentials(const std::optional<std::string>& token) {
  Credentials credentials;
  credentials.access_key_id = "AKIDEXAMPLE";
  credentials.secret_access_key = Secret(std::string(kSecret));
  if (token) credentials.session_token = Secret(*token);
  return credentials;
}

// One case of the public suite in one of its styles ("header" or "query").
class SuiteCase {
 public:
  SuiteCase(const boost::json::value& vector, std::string_view style)
      : context_(vector.at("context")), raw_(vector.at("request")), style_(style) {
    const bool omit = flag("omit_session_token");
    credentials_ = example_credentials(
        omit ? std::nullopt : optional_text_of(context_.at("credentials"), "token"));
    scope_ = {*parse_iso8601(text_of(context_, "timestamp")), text_of(context_, "region"),
              text_of(context_, "service")};
    request_.method = text_of(raw_, "method");
    request_.url = {"https", "", "example.amazonaws.com", 443, text_of(raw_, "target")};
    request_.body = text_of(raw_, "body");
    for (const HttpHeader& header : headers_of(raw_.at("headers"))) {
      if (header.name != "Host") request_.headers.push_back(header);
    }
  }

  bool flag(const char* name) const {
    const auto* value = context_.as_object().if_contains(name);
    return value != nullptr && value->as_bool();
  }
  bool has_unsignable_header() const {
    return !find_header(request_.headers, "content-length").empty();
  }
  PathStyle path_style() const {
    return flag("normalize") ? PathStyle::normalized : PathStyle::unnormalized;
  }
  // The suite signs every header it has; this shows the pieces to be right for any choice.
  std::string canonical(std::string_view target, std::vector<HttpHeader> added) const {
    std::vector<HttpHeader> headers = request_.headers;
    headers.push_back({"Host", "example.amazonaws.com"});
    headers.insert(headers.end(), added.begin(), added.end());
    return canonical_request(request_.method, target, headers, payload_hash(request_.body),
                             path_style());
  }
  std::vector<HttpHeader> added_headers() const {
    std::vector<HttpHeader> added = {{"X-Amz-Date", amz_date(scope_.time)}};
    if (!credentials_.session_token.empty()) {
      added.push_back({"X-Amz-Security-Token", std::string(credentials_.session_token.reveal())});
    }
    if (flag("sign_body")) added.push_back({"x-amz-content-sha256", payload_hash(request_.body)});
    return added;
  }

  boost::json::value context_;
  boost::json::value raw_;
  std::string style_;
  Credentials credentials_;
  SigningScope scope_;
  HttpRequest request_;
};

boost::json::array suite_cases() {
  const auto path =
      std::filesystem::path(CLOUDX_SHARED_REFERENCE) / "vectors/sigv4/aws-c-auth-suite.json";
  if (!std::filesystem::exists(path)) return {};
  return load_vectors(path).at("cases").as_array();
}

void expect_stages(const SuiteCase& one, const std::string& canonical,
                   const boost::json::value& expect) {
  EXPECT_EQ(canonical, text_of(expect, "canonicalRequest"));
  const std::string to_sign = string_to_sign(one.scope_, canonical);
  EXPECT_EQ(to_sign, text_of(expect, "stringToSign"));
  EXPECT_EQ(signature(signing_key(one.credentials_.secret_access_key, one.scope_), to_sign),
            text_of(expect, "signature"));
}

TEST(SigV4, PublicSuiteInHeaderStyleMatchesAtEveryStage) {
  const auto cases = suite_cases();
  if (cases.empty()) GTEST_SKIP() << "the public suite is not on this machine";
  EXPECT_EQ(cases.size(), 38U);
  for (const auto& vector : cases) {
    SCOPED_TRACE(text_of(vector, "name"));
    SuiteCase one(vector, "header");
    const auto& expect = vector.at("header");
    expect_stages(one, one.canonical(one.request_.url.target, one.added_headers()), expect);
    if (one.has_unsignable_header()) continue;  // sign() leaves Content-Length to the sender
    SigningOptions options;
    options.path_style = one.path_style();
    sign(one.request_, one.credentials_, one.scope_, options);
    EXPECT_THAT(std::string(find_header(one.request_.headers, "Authorization")),
                ::testing::EndsWith("Signature=" + text_of(expect, "signature")));
  }
}

TEST(SigV4, PublicSuiteInQueryStyleMatchesAtEveryStage) {
  const auto cases = suite_cases();
  if (cases.empty()) GTEST_SKIP() << "the public suite is not on this machine";
  for (const auto& vector : cases) {
    SCOPED_TRACE(text_of(vector, "name"));
    const SuiteCase one(vector, "query");
    const auto& expect = vector.at("query");
    // The query as the suite sends it, without the signature and what comes after it.
    const std::string sent = text_of(expect, "signedRequest");
    const std::size_t start = sent.find(' ') + 1;
    std::string target = sent.substr(start, sent.find(" HTTP/1.1") - start);
    target = target.substr(0, target.find("&X-Amz-Signature="));
    if (one.flag("omit_session_token")) {
      target = target.substr(0, target.find("&X-Amz-Security-Token="));
    }
    expect_stages(one, one.canonical(target, {}), expect);
    const bool comparable = !one.has_unsignable_header() && one.flag("normalize");
    if (!comparable) continue;
    const Url url = presign(one.request_, one.credentials_, one.scope_, std::chrono::hours(1));
    EXPECT_THAT(url.target,
                ::testing::EndsWith("&X-Amz-Signature=" + text_of(expect, "signature")));
  }
}

HttpRequest request_of(const boost::json::value& vector) {
  HttpRequest request;
  if (const auto method = optional_text_of(vector, "method")) request.method = *method;
  request.url = url_of(text_of(vector, "url"));
  if (vector.as_object().contains("headers")) request.headers = headers_of(vector.at("headers"));
  request.body = optional_text_of(vector, "body").value_or("");
  return request;
}

SigningScope scope_of(const boost::json::value& vector) {
  return {Timestamp(kDate), text_of(vector, "region"), text_of(vector, "service")};
}

TEST(SigV4, ExtraHeaderCasesMatch) {
  int checked = 0;
  for (const auto& vector : load_vectors(test_data("sigv4/extra.json")).at("cases").as_array()) {
    if (text_of(vector, "kind") != "header") continue;
    SCOPED_TRACE(text_of(vector, "name"));
    HttpRequest request = request_of(vector);
    SigningOptions options;
    if (text_of(vector, "service") == "s3") {
      options = {PathStyle::s3, text_of(vector, "name") == "s3_unsigned_payload", true};
    }
    sign(request, example_credentials(optional_text_of(vector, "sessionToken")), scope_of(vector),
         options);
    for (const HttpHeader& header : headers_of(vector.at("signedHeaders"))) {
      EXPECT_EQ(find_header(request.headers, header.name), header.value);
    }
    ++checked;
  }
  EXPECT_EQ(checked, 8);
}

TEST(SigV4, ExtraPresignedUrlsMatchToTheByte) {
  int checked = 0;
  for (const auto& vector : load_vectors(test_data("sigv4/extra.json")).at("cases").as_array()) {
    if (text_of(vector, "kind") != "query") continue;
    SCOPED_TRACE(text_of(vector, "name"));
    const Url url =
        presign(request_of(vector), example_credentials(optional_text_of(vector, "sessionToken")),
                scope_of(vector), std::chrono::seconds(vector.at("expires").as_int64()));
    EXPECT_EQ(url.scheme + "://" + url.authority() + url.target, text_of(vector, "presignedUrl"));
    ++checked;
  }
  EXPECT_EQ(checked, 4);
}

TEST(SigV4, StreamUrlsOfTheMessageGatewayMatchAndStayUntouched) {
  const auto vectors = load_vectors(test_data("sigv4/stream-url.json"));
  ASSERT_EQ(vectors.at("cases").as_array().size(), 8U);
  for (const auto& vector : vectors.at("cases").as_array()) {
    SCOPED_TRACE(text_of(vector, "name"));
    HttpRequest request = request_of(vector);
    const std::string target = request.url.target;
    const auto credentials = example_credentials(optional_text_of(vector, "sessionToken"));
    sign(request, credentials, scope_of(vector));
    for (const HttpHeader& header : headers_of(vector.at("requestHeaders"))) {
      EXPECT_EQ(find_header(request.headers, header.name), header.value);
    }
    EXPECT_EQ(request.url.target, target);
  }
}

TEST(SigV4, SigningTwiceReplacesTheFirstSignature) {
  HttpRequest once;
  once.url = url_of("https://ssm.us-east-1.amazonaws.com/");
  HttpRequest twice = once;
  const SigningScope scope{Timestamp(kDate), "us-east-1", "ssm"};
  sign(twice, example_credentials("old-token"),
       {Timestamp(kDate) - std::chrono::hours(1), "x", "y"});
  sign(twice, example_credentials(std::nullopt), scope);
  sign(once, example_credentials(std::nullopt), scope);
  EXPECT_EQ(once.headers.size(), twice.headers.size());
  EXPECT_EQ(find_header(once.headers, "Authorization"),
            find_header(twice.headers, "Authorization"));
}

TEST(SignatureCheck, ServerComputesTheClientsSignature) {
  HttpRequest request;
  request.method = "POST";
  request.url = url_of("https://127.0.0.1:4583/a%20b?x=1+2");
  request.headers = {{"Content-Type", "application/json"}, {"User-Agent", "anything"}};
  request.body = "{}";
  sign(request, example_credentials("token"), {Timestamp(kDate), "eu-west-1", "ssm"});
  request.headers.push_back({"Host", "127.0.0.1:4583"});

  const auto authorization = parse_authorization(find_header(request.headers, "authorization"));
  ASSERT_TRUE(authorization);
  EXPECT_EQ(authorization->access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(authorization->region, "eu-west-1");
  const Secret secret{std::string(kSecret)};
  const auto expected = expected_signature(request, *authorization, secret);
  ASSERT_TRUE(expected);
  EXPECT_TRUE(equal_in_constant_time(*expected, authorization->signature));

  HttpRequest tampered = request;
  tampered.body = "{\"Target\":\"i-1\"}";
  EXPECT_NE(expected_signature(tampered, *authorization, secret), authorization->signature);
  EXPECT_NE(expected_signature(request, *authorization, Secret("other")), authorization->signature);
}

TEST(SignatureCheck, UnsignedHostOrMissingSignedHeaderIsRefused) {
  HttpRequest request;
  request.url = url_of("https://ssm.us-east-1.amazonaws.com/");
  request.headers = {{"X-Amz-Date", "20231114T221320Z"}};
  Authorization authorization{"AKID", "20231114", "us-east-1", "ssm", {"x-amz-date"}, "0"};
  EXPECT_FALSE(expected_signature(request, authorization, Secret("s")));
  authorization.signed_headers = {"host", "x-amz-date", "x-amz-target"};
  EXPECT_FALSE(expected_signature(request, authorization, Secret("s")));
  authorization.signed_headers = {"host", "x-amz-date"};
  EXPECT_TRUE(expected_signature(request, authorization, Secret("s")));
  authorization.date = "20231115";
  EXPECT_FALSE(expected_signature(request, authorization, Secret("s")));
}

TEST(SignatureCheck, GarbageAuthorizationHeadersAreNotParsed) {
  for (const std::string_view header :
       {"", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 ", "Bearer x", "AWS4-HMAC-SHA256 Credential",
        "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=1",
        "AWS4-HMAC-SHA256 Credential=a/20231114/r/s/aws4_request, Signature=1",
        "AWS4-HMAC-SHA256 Credential=/20231114/r/s/aws4_request, SignedHeaders=host, "
        "Signature=1"}) {
    EXPECT_FALSE(parse_authorization(header)) << header;
  }
}

TEST(CanonicalRequest, NormalisesPathsAsBotocoreDoes) {
  EXPECT_EQ(canonical_path("", PathStyle::normalized), "/");
  EXPECT_EQ(canonical_path("/..", PathStyle::normalized), "/");
  EXPECT_EQ(canonical_path("/a/b/..", PathStyle::normalized), "/a");
  EXPECT_EQ(canonical_path("/a//b/", PathStyle::normalized), "/a/b/");
  EXPECT_EQ(canonical_path("/a%20b", PathStyle::normalized), "/a%2520b");
  EXPECT_EQ(canonical_path("/a%20b/../c", PathStyle::s3), "/a%20b/../c");
}

TEST(CanonicalRequest, QueryIsSortedByEncodedNameThenValueAndKeepsDuplicates) {
  EXPECT_EQ(canonical_query("b=2&a=2&a=1&a&%7Ea=x&&c=%zz"), "a=&a=1&a=2&b=2&c=%25zz&~a=x");
}

}  // namespace
}  // namespace cloudx::aws
