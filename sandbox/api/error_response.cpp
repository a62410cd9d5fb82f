#include "sandbox/api/error_response.hpp"

#include <utility>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/uuid.hpp"

namespace cloudx::sandbox {

namespace {

constexpr std::string_view kInvalidToken = "The security token included in the request is invalid.";
constexpr std::string_view kWrongSignature =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";
constexpr std::string_view kExpired = "The security token included in the request is expired";

// EC2 tells fewer cases apart than the others.
ApiError ec2_signature_error(Verdict verdict) {
  switch (verdict) {
    case Verdict::missing:
      return {"MissingAuthenticationToken", "Request is missing Authentication Token", 403};
    case Verdict::expired_token:
    case Verdict::skewed:
      return {"RequestExpired", "Request has expired.", 400};
    default:
      return {"AuthFailure", "AWS was not able to validate the provided access credentials", 401};
  }
}

}  // namespace

std::string xml_tree(std::string_view name, std::string_view inner) {
  return fmt::format("<{0}>{1}</{0}>", name, inner);
}

std::string xml(std::string_view name, std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return xml_tree(name, escaped);
}

HttpResponse error_response(Protocol protocol, const ApiError& error) {
  const std::string request_id = to_string(random_uuid());
  HttpResponse response{error.status, {{"x-amzn-RequestId", request_id}}, {}};
  const std::string code_and_message = xml("Code", error.code) + xml("Message", error.message);
  switch (protocol) {
    case Protocol::json:
      response.headers.push_back({"Content-Type", "application/x-amz-json-1.1"});
      response.body = boost::json::serialize(
          boost::json::object{{"__type", error.code}, {"message", error.message}});
      break;
    case Protocol::rest_json:
      response.headers.push_back({"Content-Type", "application/json"});
      response.headers.push_back({"x-amzn-ErrorType", error.code});
      response.body = boost::json::serialize(
          error.oauth_name.empty() ? boost::json::object{{"message", error.message}}
                                   : boost::json::object{{"error", error.oauth_name},
                                                         {error.oauth_text, error.message}});
      break;
    case Protocol::query:
      response.headers.push_back({"Content-Type", "text/xml"});
      response.body = fmt::format(
          "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>{}{}</Error>"
          "{}</ErrorResponse>",
          xml("Type", error.status < 500 ? "Sender" : "Receiver"), code_and_message,
          xml("RequestId", request_id));
      break;
    case Protocol::ec2:
      response.headers.push_back({"Content-Type", "text/xml;charset=UTF-8"});
      response.body = fmt::format(
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>{}{}</Response>",
          xml_tree("Errors", xml_tree("Error", code_and_message)), xml("RequestID", request_id));
      break;
  }
  return response;
}

ApiError signature_error(Protocol protocol, Verdict verdict) {
  if (protocol == Protocol::ec2) return ec2_signature_error(verdict);
  const bool query = protocol == Protocol::query;
  const int status = query ? 403 : 400;
  const std::string mismatch = query ? "SignatureDoesNotMatch" : "InvalidSignatureException";
  switch (verdict) {
    case Verdict::missing:
      return {query ? "MissingAuthenticationToken" : "MissingAuthenticationTokenException",
              "Missing Authentication Token", status};
    case Verdict::malformed:
      return {query ? "IncompleteSignature" : "IncompleteSignatureException",
              "The request signature does not conform to AWS standards: the Authorization header "
              "must cover host, x-amz-date and every x-amz-* header",
              status};
    case Verdict::wrong_scope:
      return {mismatch, "Credential should be scoped to correct service.", status};
    case Verdict::unknown_key:
    case Verdict::wrong_token:
      return {query ? "InvalidClientTokenId" : "UnrecognizedClientException",
              std::string(kInvalidToken), status};
    case Verdict::expired_token:
      return {query ? "ExpiredToken" : "ExpiredTokenException", std::string(kExpired), status};
    case Verdict::skewed:
      return {mismatch, "Signature expired: the request's time is too far from the service's",
              status};
    default:
      return {mismatch, std::string(kWrongSignature), status};
  }
}

ApiError denied_error(const ApiCall& call) {
  const std::string text = fmt::format(
      "User: {} is not authorized to perform: {}:{} because no identity-based policy "
      "allows the {}:{} action",
      call.caller == nullptr ? "anonymous" : call.caller->arn, call.service, call.operation,
      call.service, call.operation);
  switch (call.protocol) {
    case Protocol::ec2:
      return {"UnauthorizedOperation", "You are not authorized to perform this operation. " + text,
              403};
    case Protocol::query:
      return {"AccessDenied", text, 403};
    case Protocol::rest_json:
      return {"ForbiddenException", "No access", 403};
    case Protocol::json:
      return {"AccessDeniedException", text, 400};
  }
  std::unreachable();
}

}  // namespace cloudx::sandbox
