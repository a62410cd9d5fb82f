// AWS Security Token Service: who am I, and another role's credentials.

#include <charconv>

#include <fmt/format.h>

#include "sandbox/api/call.hpp"
#include "sandbox/api/error_response.hpp"

namespace cloudx::sandbox {

namespace {

ApiResult get_caller_identity(World&, const ApiCall& call) {
  return xml("Arn", call.caller->arn) + xml("UserId", call.caller->user_id) +
         xml("Account", kAccount);
}

std::optional<Duration> lifetime_of(const ApiCall& call) {
  const std::string text = call.field("DurationSeconds");
  if (text.empty()) return std::chrono::hours(1);
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || seconds < 900 || seconds > 43200) return std::nullopt;
  return std::chrono::seconds(seconds);
}

ApiResult role_credentials(World& world, const ApiCall& call) {
  const std::string arn = call.field("RoleArn");
  const std::string name = call.field("RoleSessionName");
  const std::optional<Duration> lifetime = lifetime_of(call);
  if (!arn.starts_with("arn:") || !arn.contains(":role/") || name.size() < 2 || !lifetime) {
    return api_error("ValidationError",
                     "RoleArn, RoleSessionName or DurationSeconds is not valid.");
  }
  const AccessKey& key =
      world.credentials.add_role_key(arn, name, world.faults.lifetime_of(*lifetime), call.now);
  const std::string credentials = xml("AccessKeyId", key.id) +
                                  xml("SecretAccessKey", key.secret.reveal()) +
                                  xml("SessionToken", key.session_token.reveal()) +
                                  xml("Expiration", iso8601(to_seconds(*key.expires)));
  const std::string user = xml("AssumedRoleId", key.user_id) + xml("Arn", key.arn);
  return xml_tree("Credentials", credentials) + xml_tree("AssumedRoleUser", user);
}

ApiResult assume_role(World& world, const ApiCall& call) {
  const std::string code = call.field("TokenCode");
  if (!call.field("SerialNumber").empty() &&
      (code.size() != 6 || code.find_first_not_of("0123456789") != std::string::npos)) {
    return api_error("AccessDenied",
                     "MultiFactorAuthentication failed with invalid MFA one time pass code.", 403);
  }
  return role_credentials(world, call);
}

ApiResult assume_role_with_web_identity(World& world, const ApiCall& call) {
  if (call.field("WebIdentityToken").size() < 4) {
    return api_error("InvalidIdentityToken", "The ID Token provided is not a valid JWT.");
  }
  return role_credentials(world, call);
}

}  // namespace

std::vector<Operation> sts_operations() {
  return {{"sts", "GetCallerIdentity", get_caller_identity},
          {"sts", "AssumeRole", assume_role},
          {"sts", "AssumeRoleWithWebIdentity", assume_role_with_web_identity, false}};
}

}  // namespace cloudx::sandbox
