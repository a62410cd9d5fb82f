#include "aws/api/sso.hpp"

#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "aws/core/answer.hpp"
#include "base/encoding.hpp"

namespace cloudx::aws {

namespace {

Result<Credentials> to_credentials(const boost::json::object& output) {
  const boost::json::value* found = output.if_contains("roleCredentials");
  if (found == nullptr || !found->is_object()) {
    return fail(Errc::protocol, "sso GetRoleCredentials: the answer has no credentials");
  }
  const boost::json::object& role = found->get_object();
  Credentials out;
  out.access_key_id = member(role, "accessKeyId");
  out.secret_access_key = Secret(member(role, "secretAccessKey"));
  out.session_token = Secret(member(role, "sessionToken"));
  const boost::json::value* expiration = role.if_contains("expiration");
  if (expiration != nullptr && expiration->is_int64()) {
    const std::chrono::milliseconds since_epoch(expiration->get_int64());
    out.expiration = Timestamp(std::chrono::floor<std::chrono::seconds>(since_epoch));
  }
  if (out.access_key_id.empty() || out.secret_access_key.empty() || out.session_token.empty()) {
    return fail(Errc::protocol, "sso GetRoleCredentials: the answer has incomplete credentials");
  }
  return out;
}

}  // namespace

boost::asio::awaitable<Result<Credentials>> Sso::get_role_credentials(
    RoleCredentialsRequest request, net::Budget budget) {
  const auto endpoint = caller_.endpoint(kSso, request.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  Call call;
  call.service = &kSso;
  call.request.url = endpoint->at(fmt::format("/federation/credentials?role_name={}&account_id={}",
                                              percent_encode(request.role_name),
                                              percent_encode(request.account_id)));
  call.request.headers = {{"x-amz-sso_bearer_token", std::string(request.access_token.reveal())}};
  auto answer = co_await caller_.call(std::move(call), nullptr, budget);
  if (!answer) co_return std::unexpected(answer.error());
  const auto output = parse_json_object(answer->body);
  wipe(answer->body);
  if (!output) co_return fail("sso GetRoleCredentials", output.error());
  auto credentials = to_credentials(*output);
  if (credentials) credentials->account_id = request.account_id;
  co_return credentials;
}

}  // namespace cloudx::aws
