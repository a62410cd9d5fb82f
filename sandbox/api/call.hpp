#pragma once
// One API call, already taken apart, and what its handler answers.

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "sandbox/world/world.hpp"

namespace cloudx::sandbox {

// The wire protocols of the AWS service models.
enum class Protocol : std::uint8_t { json, query, ec2, rest_json };

struct ApiError {
  std::string code;
  std::string message;
  int status = 400;
  std::string oauth_name = {};  // in the body of the OIDC service's errors (RFC 6749 section 5.2)
  std::string_view oauth_text = "error_description";  // the member that has the message then
};

// A JSON text, or the XML inside <OperationResult> (query) or <OperationResponse> (ec2).
using ApiResult = std::expected<std::string, ApiError>;

struct ApiCall {
  std::string service;  // signing name: "ssm"
  std::string operation;
  Protocol protocol = Protocol::json;
  bool is_signed = true;
  boost::json::object input;                               // json, rest_json
  std::map<std::string, std::string, std::less<>> fields;  // query, ec2; query of rest_json
  std::string bearer_token;                                // SSO portal
  std::string dpop_proof;                                  // sign-in service
  std::string url;                                         // rest_json: without the query
  std::string region;                                      // of the signature's scope
  const AccessKey* caller = nullptr;
  Time now;

  [[nodiscard]] std::string text(std::string_view name) const;   // "" when absent
  [[nodiscard]] std::string field(std::string_view name) const;  // "" when absent
  // The values of "Name.1", "Name.2", ... (ec2 lists).
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
};

[[nodiscard]] std::unexpected<ApiError> api_error(std::string code, std::string message,
                                                  int status = 400);

// Keeps a session of the caller's, whose id begins with `prefix`, and gives it a token and a URL.
struct OpenedSession {
  Session& session;
  std::string stream_url;
};
[[nodiscard]] OpenedSession open_session(World& world, const ApiCall& call, Session session,
                                         std::string_view prefix);

// Where a page begins and how it ends: `token` is what a former page gave as its next token, `all`
// the size of the whole list. nullopt for a token that was never given.
struct Page {
  std::size_t first = 0;
  std::size_t last = 0;    // one past its last item
  std::string next_token;  // "" on the last page
};
[[nodiscard]] std::optional<Page> page_of(std::string_view token, std::size_t all,
                                          std::size_t page_size);

// The instance, if it is in the region that the call is for. Other regions are empty.
[[nodiscard]] Instance* find_instance(World& world, const ApiCall& call, std::string_view id);

using ApiHandler = ApiResult (*)(World&, const ApiCall&);

struct Operation {
  std::string_view service;
  std::string_view name;
  ApiHandler handler;
  bool is_signed = true;
};

// The operations of each service; one file a service.
[[nodiscard]] std::vector<Operation> ssm_operations();
[[nodiscard]] std::vector<Operation> ssm_session_operations();
[[nodiscard]] std::vector<Operation> ecs_operations();
[[nodiscard]] std::vector<Operation> ec2_operations();
[[nodiscard]] std::vector<Operation> sts_operations();
[[nodiscard]] std::vector<Operation> instance_connect_operations();
[[nodiscard]] std::vector<Operation> cloudformation_operations();
[[nodiscard]] std::vector<Operation> sso_operations();
[[nodiscard]] std::vector<Operation> sso_oidc_operations();
[[nodiscard]] std::vector<Operation> sign_in_operations();

}  // namespace cloudx::sandbox
