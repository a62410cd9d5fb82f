#include "aws/core/response.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "unit/aws/vectors.hpp"

namespace cloudx::aws {
namespace {

using testing::headers_of;
using testing::load_vectors;
using testing::optional_text_of;
using testing::test_data;
using testing::text_of;

Protocol protocol_named(const std::string& name) {
  if (name == "json") return Protocol::json;
  if (name == "rest-json") return Protocol::rest_json;
  return name == "ec2" ? Protocol::ec2_query : Protocol::query;
}

TEST(ServiceError, AllVectorsMatch) {
  const auto vectors = load_vectors(test_data("api/responses.json"));
  ASSERT_EQ(vectors.at("errors").as_array().size(), 14U);
  for (const auto& vector : vectors.at("errors").as_array()) {
    SCOPED_TRACE(text_of(vector, "name"));
    HttpResponse response;
    response.status = static_cast<int>(vector.at("status").as_int64());
    response.headers = headers_of(vector.at("headers"));
    response.body = text_of(vector, "body");
    const Error error = service_error(protocol_named(text_of(vector, "protocol")), response);
    const auto& expect = vector.at("expect");
    EXPECT_EQ(error.kind, Errc::service);
    EXPECT_EQ(error.service_code, text_of(expect, "code"));
    EXPECT_EQ(error.service_message, text_of(expect, "message"));
    EXPECT_EQ(error.request_id, optional_text_of(expect, "requestId").value_or(""));
    EXPECT_EQ(error.http_status, response.status);
  }
}

TEST(Member, ExactNameComesBeforeAnotherCase) {
  const auto object = parse_json_object(R"({"token":"a","TOKEN":"b","Token":"c"})");
  EXPECT_EQ(member(*object, "Token"), "c");
  EXPECT_EQ(member(*object, "tOKEN"), "a");
  EXPECT_EQ(member(*object, "Tokens"), "");
}

TEST(ServiceError, BlankCodeCountsAsNone) {
  HttpResponse response;
  response.status = 400;
  response.body = "{\"__type\":\" \\t\"}";
  EXPECT_EQ(service_error(Protocol::json, response).service_code, "400");
}

TEST(ServiceError, MessageIsCodeAndTextInOneLine) {
  HttpResponse response;
  response.status = 400;
  response.body = "{\"__type\":\"a.b#Bad:http://x\",\"message\":\"two\\nlines\\u001b[31m\"}";
  EXPECT_EQ(service_error(Protocol::json, response).message, "Bad: two lines [31m");
  response.body = "{\"__type\":\"Bad\"}";
  EXPECT_EQ(service_error(Protocol::json, response).message, "Bad");
}

// As some services answer a signature that is not the one they expect.
TEST(ServiceError, MessageKeepsTheSessionTokenThatTheServiceRepeatsToItself) {
  HttpResponse response;
  response.status = 403;
  response.body = R"({"__type":"InvalidSignatureException","message":"The Canonical String should )"
                  R"(have been\n'POST\n/\n\nx-amz-security-token:hidden\n'"})";
  const Error error = service_error(Protocol::json, response);
  EXPECT_EQ(error.message,
            "InvalidSignatureException: The Canonical String should have been 'POST /  "
            "x-amz-security-token...");
  EXPECT_FALSE(error.service_message.contains("hidden"));
}

TEST(ServiceError, OAuthErrorsShowTheirDescription) {
  HttpResponse response;
  response.status = 400;
  response.body = "{\"error\":\"invalid_grant\",\"error_description\":\"no longer valid\"}";
  EXPECT_EQ(service_error(Protocol::rest_json, response).message, "invalid_grant: no longer valid");
}

TEST(ServiceError, GarbageOfAnySizeIsSurvivedAndShortened) {
  HttpResponse response;
  response.status = 400;
  for (const std::string& body :
       {std::string(200'000, '['), std::string(200'000, 'x'), std::string("{\"__type\":5}"),
        std::string("<ErrorResponse>"), std::string("<a>") + std::string(1000, '<'),
        std::string("\0\xFF{", 3), std::string("[1,2]"), std::string("null")}) {
    response.body = body;
    for (const Protocol protocol :
         {Protocol::json, Protocol::rest_json, Protocol::query, Protocol::ec2_query}) {
      const Error error = service_error(protocol, response);
      EXPECT_EQ(error.service_code, "400");
      EXPECT_LT(error.message.size(), 1000U);
    }
  }
}

TEST(XmlResponse, DeeplyNestedXmlIsSurvived) {
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "<a>";
  for (int i = 0; i < 100'000; ++i) body += "</a>";
  EXPECT_FALSE(parse_xml_response(Protocol::query, "X", body));
}

TEST(XmlResponse, RootOfAnotherOperationIsRefused) {
  EXPECT_FALSE(parse_xml_response(Protocol::query, "AssumeRole", "<GetCallerIdentityResponse/>"));
  EXPECT_FALSE(parse_xml_response(Protocol::query, "AssumeRole", ""));
  EXPECT_FALSE(parse_xml_response(Protocol::query, "AssumeRole", "{}"));
}

TEST(XmlResponse, QueryProtocolHasAResultElementAndEc2HasNone) {
  const auto query = parse_xml_response(Protocol::query, "A",
                                        "<AResponse><AResult><X>1</X></AResult></AResponse>");
  ASSERT_TRUE(query);
  EXPECT_STREQ(query->result().child_value("X"), "1");
  const auto ec2 = parse_xml_response(Protocol::ec2_query, "A", "<AResponse><x>2</x></AResponse>");
  ASSERT_TRUE(ec2);
  EXPECT_STREQ(ec2->result().child_value("x"), "2");
}

TEST(JsonResponse, EmptyBodyIsAnEmptyObjectAndNestingIsLimited) {
  EXPECT_TRUE(parse_json_object("")->empty());
  EXPECT_FALSE(parse_json_object("[]"));
  EXPECT_FALSE(parse_json_object("{} x"));
  std::string deep = "{\"a\":";
  deep += std::string(100, '[') + std::string(100, ']') + "}";
  EXPECT_FALSE(parse_json_object(deep));
}

TEST(JsonResponse, RequiredMemberMustBeNonEmptyText) {
  const auto object = parse_json_object("{\"a\":\"x\",\"b\":1,\"c\":null}");
  ASSERT_TRUE(object);
  EXPECT_EQ(required_member(*object, "a"), "x");
  for (const char* name : {"b", "c", "d"}) EXPECT_FALSE(required_member(*object, name));
}

}  // namespace
}  // namespace cloudx::aws
