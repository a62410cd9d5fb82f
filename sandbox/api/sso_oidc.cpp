// The OpenID Connect service of IAM Identity Center: the login with a device code (RFC 8628) and
// the refresh of an access token.

#include <chrono>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

constexpr std::chrono::days kClientLifetime{90};
constexpr std::chrono::minutes kLoginLifetime{10};
constexpr int kInterval = 1;  // seconds, as the real service answers

// Both names of an error: the service's, and that of RFC 6749 and RFC 8628.
std::unexpected<ApiError> oidc_error(std::string code, std::string name, std::string description,
                                     int status = 400) {
  ApiError error{std::move(code), std::move(description), status};
  error.oauth_name = std::move(name);
  return std::unexpected(std::move(error));
}

std::unexpected<ApiError> unknown_client() {
  return oidc_error("InvalidClientException", "invalid_client", "The client is not known", 401);
}

bool from_client(const World& world, const ApiCall& call) {
  return world.identity_center.is_client(call.text("clientId"), call.text("clientSecret"),
                                         call.now);
}

std::int64_t epoch(Time time) {
  return to_seconds(time).time_since_epoch().count();
}

ApiResult register_client(World& world, const ApiCall& call) {
  if (call.text("clientName").empty() || call.text("clientType") != "public") {
    return oidc_error("InvalidClientMetadataException", "invalid_client_metadata",
                      "clientName and the clientType public are needed");
  }
  const std::string id = random_identifier(22);
  const OidcClient client{random_identifier(40), call.now + kClientLifetime};
  world.identity_center.clients[id] = client;
  return json::serialize(json::object{{"clientId", id},
                                      {"clientSecret", client.secret},
                                      {"clientIdIssuedAt", epoch(call.now)},
                                      {"clientSecretExpiresAt", epoch(client.expires)}});
}

ApiResult start_device_authorization(World& world, const ApiCall& call) {
  if (!from_client(world, call)) return unknown_client();
  if (!call.text("startUrl").starts_with("https://")) {
    return oidc_error("InvalidRequestException", "invalid_request", "The start URL is not valid");
  }
  const std::string code = random_identifier(30);
  const std::string raw = random_identifier(8);
  const std::string user_code = raw.substr(0, 4) + "-" + raw.substr(4);
  const std::string page = "https://device.sso." + world.region + ".amazonaws.com/";
  world.identity_center.logins[code] = {call.text("clientId"), user_code,
                                        call.now + kLoginLifetime};
  return json::serialize(json::object{{"deviceCode", code},
                                      {"userCode", user_code},
                                      {"verificationUri", page},
                                      {"verificationUriComplete", page + "?user_code=" + user_code},
                                      {"expiresIn", std::chrono::seconds(kLoginLifetime).count()},
                                      {"interval", kInterval}});
}

ApiResult give_token(World& world) {
  IdentityCenter& center = world.identity_center;
  center.access_token = random_identifier(40);
  center.refresh_token = random_identifier(40);
  const auto lifetime = std::chrono::duration_cast<std::chrono::seconds>(center.token_lifetime);
  return json::serialize(json::object{{"accessToken", center.access_token},
                                      {"tokenType", "Bearer"},
                                      {"expiresIn", lifetime.count()},
                                      {"refreshToken", center.refresh_token}});
}

ApiResult poll(World& world, const ApiCall& call) {
  IdentityCenter& center = world.identity_center;
  const auto login = center.logins.find(call.text("deviceCode"));
  if (login == center.logins.end() || login->second.client_id != call.text("clientId")) {
    return oidc_error("InvalidGrantException", "invalid_grant", "The device code is not valid");
  }
  if (center.slow_downs > 0) {
    --center.slow_downs;
    return oidc_error("SlowDownException", "slow_down", "Slow down");
  }
  const bool expired = call.now >= login->second.expires;
  const Decision decision = expired ? Decision::expired : center.decision;
  if (!expired && (center.pending_polls > 0 || decision == Decision::none)) {
    if (center.pending_polls > 0) --center.pending_polls;
    return oidc_error("AuthorizationPendingException", "authorization_pending",
                      "The user has not decided yet");
  }
  center.logins.erase(login);
  if (decision == Decision::denied) {
    return oidc_error("AccessDeniedException", "access_denied", "The user has refused");
  }
  if (decision == Decision::expired) {
    return oidc_error("ExpiredTokenException", "expired_token", "The device code has expired");
  }
  return give_token(world);
}

ApiResult create_token(World& world, const ApiCall& call) {
  if (!from_client(world, call)) return unknown_client();
  const std::string grant = call.text("grantType");
  if (grant == "urn:ietf:params:oauth:grant-type:device_code") return poll(world, call);
  if (grant != "refresh_token") {
    return oidc_error("UnsupportedGrantTypeException", "unsupported_grant_type",
                      "The sandbox knows device codes and refresh tokens");
  }
  const std::string& refresh_token = world.identity_center.refresh_token;
  if (refresh_token.empty() || call.text("refreshToken") != refresh_token) {
    return oidc_error("InvalidGrantException", "invalid_grant", "The refresh token is not valid");
  }
  return give_token(world);
}

}  // namespace

std::vector<Operation> sso_oidc_operations() {
  return {{"sso-oidc", "RegisterClient", register_client, false},
          {"sso-oidc", "StartDeviceAuthorization", start_device_authorization, false},
          {"sso-oidc", "CreateToken", create_token, false}};
}

}  // namespace cloudx::sandbox
