// IAM Identity Center: the portal's role credentials, and the refresh of an access token.

#include <chrono>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

ApiResult get_role_credentials(World& world, const ApiCall& call) {
  if (call.bearer_token.empty() || call.bearer_token != world.sso_access_token) {
    return api_error("UnauthorizedException", "Session token not found or invalid", 401);
  }
  const std::string role = call.field("role_name");
  if (role.empty() || call.field("account_id") != kAccount) {
    return api_error("ForbiddenException", "No access", 403);
  }
  const AccessKey& key = world.credentials.add_role_key(
      fmt::format("arn:aws:iam::{}:role/{}", kAccount, role), "sso-user",
      world.faults.lifetime_of(std::chrono::hours(1)), call.now);
  const auto expires =
      std::chrono::duration_cast<std::chrono::milliseconds>(key.expires->time_since_epoch());
  return json::serialize(
      json::object{{"roleCredentials", json::object{{"accessKeyId", key.id},
                                                    {"secretAccessKey", key.secret.reveal()},
                                                    {"sessionToken", key.session_token.reveal()},
                                                    {"expiration", expires.count()}}}});
}

ApiResult create_token(World& world, const ApiCall& call) {
  if (call.text("grantType") != "refresh_token") {
    return api_error("UnsupportedGrantTypeException", "The sandbox only refreshes tokens");
  }
  if (call.text("refreshToken") != world.sso_refresh_token) {
    return api_error("InvalidGrantException", "The refresh token is not valid");
  }
  world.sso_access_token = random_identifier(40);
  world.sso_refresh_token = random_identifier(40);
  return json::serialize(json::object{{"accessToken", world.sso_access_token},
                                      {"tokenType", "Bearer"},
                                      {"expiresIn", 3600},
                                      {"refreshToken", world.sso_refresh_token}});
}

}  // namespace

std::vector<Operation> sso_operations() {
  return {{"sso", "GetRoleCredentials", get_role_credentials, false},
          {"sso-oidc", "CreateToken", create_token, false}};
}

}  // namespace cloudx::sandbox
