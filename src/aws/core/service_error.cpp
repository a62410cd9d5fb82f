// Error answers of the four protocols (Smithy "operation error serialization" of each); declared in
// response.hpp.

#include <utility>

#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/core/response.hpp"
#include "aws/core/text.hpp"
#include "base/request_echo.hpp"

namespace cloudx::aws {

namespace {

struct Parts {
  std::string code;
  std::string message;
  std::string request_id;
};

// "com.amazon.coral.service#ThrottlingException:http://..." -> "ThrottlingException"
std::string bare_code(std::string_view code) {
  code = code.substr(0, code.find(':'));
  const std::size_t hash = code.rfind('#');
  return std::string(hash == std::string_view::npos ? code : code.substr(hash + 1));
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "";
  }
}

std::string first_member(const boost::json::object& object,
                         std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    std::string text = member(object, name);
    if (!text.empty()) return text;
  }
  return {};
}

Parts from_json(Protocol protocol, const HttpResponse& response) {
  Parts parts;
  parts.request_id = response.header("x-amzn-requestid");
  const auto body = parse_json_object(response.body);
  if (!body) {
    parts.message = response.body;
    return parts;
  }
  parts.message = first_member(*body, {"message", "Message"});
  if (protocol == Protocol::rest_json) {
    parts.code = bare_code(response.header("x-amzn-errortype"));
    if (parts.code.empty()) parts.code = bare_code(first_member(*body, {"code", "Code"}));
    if (parts.code.empty()) parts.code = bare_code(member(*body, "__type"));
    const std::string reason = member(*body, "error");  // RFC 6749 section 5.2
    // The sign-in service has one exception for several reasons, in capitals ("TOKEN_EXPIRED").
    // Those of the RFC, which others send beside their exception, say no more than that.
    const bool is_capital = !reason.empty() && reason.front() >= 'A' && reason.front() <= 'Z';
    const bool is_more = parts.code == "AccessDeniedException" && is_capital;
    if (parts.code.empty() || is_more) parts.code = reason;
  } else {
    parts.code = bare_code(member(*body, "__type"));
  }
  return parts;
}

// The text for a person where an OAuth error (RFC 6749 section 5.2) has no "message".
std::string oauth_description(const HttpResponse& response) {
  const auto body = parse_json_object(response.body);
  return body ? member(*body, "error_description") : std::string{};
}

Parts from_xml(Protocol protocol, const HttpResponse& response) {
  pugi::xml_document document;
  if (!document.load_buffer(response.body.data(), response.body.size())) {
    return {"", response.body, ""};
  }
  const pugi::xml_node root = document.document_element();
  const bool ec2 = protocol == Protocol::ec2_query;
  const pugi::xml_node error = ec2 ? root.child("Errors").child("Error") : root.child("Error");
  return {error.child_value("Code"), error.child_value("Message"),
          root.child_value(ec2 ? "RequestID" : "RequestId")};
}

// What a load balancer says in place of the service.
bool is_generic(const HttpResponse& response) {
  const std::string_view body = trim(response.body);
  return response.status >= 500 && (body.empty() || lower(body.substr(0, 6)) == "<html>");
}

}  // namespace

Error service_error(Protocol protocol, const HttpResponse& response) {
  const bool json = protocol == Protocol::json || protocol == Protocol::rest_json;
  Parts parts;
  if (is_generic(response)) {
    parts.message = reason_phrase(response.status);
    parts.request_id = response.header("x-amzn-requestid");
  } else {
    parts = json ? from_json(protocol, response) : from_xml(protocol, response);
  }
  Error error;
  error.kind = Errc::service;
  error.service_code = presentable(parts.code, 120);
  if (error.service_code.empty()) error.service_code = fmt::format("{}", response.status);
  error.http_status = response.status;
  error.request_id = presentable(parts.request_id, 120);
  parts.message = without_signature(parts.message);
  std::string shown = presentable(parts.message);
  if (shown.empty() && protocol == Protocol::rest_json)
    shown = presentable(oauth_description(response));
  error.message =
      shown.empty() ? error.service_code : fmt::format("{}: {}", error.service_code, shown);
  error.service_message = std::move(parts.message);
  return error;
}

}  // namespace cloudx::aws
