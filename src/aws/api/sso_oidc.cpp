#include "aws/api/sso_oidc.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "aws/core/request.hpp"
#include "aws/core/response.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;
namespace json = boost::json;

namespace {

// More than anything here lives; what is added to a time must not overflow it.
constexpr std::int64_t kMaxLifetime = std::int64_t{10} * 366 * 24 * 3600;
constexpr std::int64_t kMaxTime = std::int64_t{1} << 40;  // in the far future

std::optional<std::int64_t> number(const json::object& object, std::string_view name,
                                   std::int64_t most) {
  const json::value* value = find_member(object, name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const std::int64_t found = value->get_int64();
  return found >= 0 && found <= most ? std::optional(found) : std::nullopt;
}

json::string text(const Secret& secret) {
  const std::string_view plain = secret.reveal();
  return json::string(plain.data(), plain.size());
}

// The service names its errors in a header, and as RFC 6749 and RFC 8628 do in the body; a proxy
// may drop the first. One name for each:
void use_one_name(Error& error) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNames = {
      {{"authorization_pending", "AuthorizationPendingException"},
       {"slow_down", "SlowDownException"},
       {"expired_token", "ExpiredTokenException"},
       {"access_denied", "AccessDeniedException"},
       {"invalid_client", "InvalidClientException"},
       {"invalid_grant", "InvalidGrantException"}}};
  const auto* const found = std::ranges::find(kNames, std::string_view(error.service_code),
                                              [](const auto& name) { return name.first; });
  if (found != kNames.end()) error.service_code = found->second;
}

}  // namespace

struct SsoOidc::Post {
  const char* operation;
  const char* path;
  std::string region;
  json::object input;
};

awaitable<Result<json::object>> SsoOidc::send(Post post, async::Deadline deadline) {
  const auto endpoint = client_.endpoint(kSsoOidc, post.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  ApiRequest api_request;
  api_request.service = &kSsoOidc;
  api_request.request = rest_json_post(*endpoint, post.path, post.input);
  auto response = co_await client_.send(std::move(api_request), nullptr, deadline);
  if (!response) {
    use_one_name(response.error());
    co_return std::unexpected(response.error());
  }
  auto output = parse_json_object(response->body);
  wipe(response->body);
  if (!output) co_return fail(fmt::format("sso-oidc {}", post.operation), output.error());
  co_return std::move(*output);
}

awaitable<Result<OidcToken>> SsoOidc::token(Post post, async::Deadline deadline) {
  const auto output = co_await send(std::move(post), deadline);
  if (!output) co_return std::unexpected(output.error());
  OidcToken token{
      Secret(member(*output, "accessToken")), Secret(member(*output, "refreshToken")), {}};
  const auto lifetime = number(*output, "expiresIn", kMaxLifetime);
  if (token.access_token.empty() || !lifetime) {
    co_return fail(Errc::protocol, "sso-oidc CreateToken: the answer has no token");
  }
  token.expires_in = std::chrono::seconds(*lifetime);
  co_return token;
}

awaitable<Result<OidcClient>> SsoOidc::register_client(RegisterClientRequest request,
                                                       async::Deadline deadline) {
  Post post{"RegisterClient", "/client/register", request.region, {}};
  post.input = {{"clientName", request.client_name}, {"clientType", "public"}};
  if (!request.scopes.empty()) {
    post.input["scopes"] = json::array(request.scopes.begin(), request.scopes.end());
  }
  const auto output = co_await send(std::move(post), deadline);
  if (!output) co_return std::unexpected(output.error());
  OidcClient client{member(*output, "clientId"), Secret(member(*output, "clientSecret")), {}};
  const auto expires = number(*output, "clientSecretExpiresAt", kMaxTime);
  if (client.id.empty() || client.secret.empty() || !expires) {
    co_return fail(Errc::protocol, "sso-oidc RegisterClient: the answer has no client");
  }
  client.expires_at = Timestamp(std::chrono::seconds(*expires));
  co_return client;
}

awaitable<Result<DeviceAuthorization>> SsoOidc::start_device_authorization(
    DeviceAuthorizationRequest request, async::Deadline deadline) {
  Post post{"StartDeviceAuthorization", "/device_authorization", request.region, {}};
  post.input = {{"clientId", request.client_id},
                {"clientSecret", text(request.client_secret)},
                {"startUrl", request.start_url}};
  const auto output = co_await send(std::move(post), deadline);
  if (!output) co_return std::unexpected(output.error());
  DeviceAuthorization out;
  out.device_code = Secret(member(*output, "deviceCode"));
  out.user_code = member(*output, "userCode");
  out.verification_uri = member(*output, "verificationUri");
  out.verification_uri_complete = member(*output, "verificationUriComplete");
  const auto lifetime = number(*output, "expiresIn", kMaxLifetime);
  if (out.device_code.empty() || out.user_code.empty() || out.verification_uri.empty() ||
      !lifetime) {
    co_return fail(Errc::protocol, "sso-oidc StartDeviceAuthorization: the answer has no code");
  }
  out.expires_in = std::chrono::seconds(*lifetime);
  if (const auto interval = number(*output, "interval", kMaxLifetime)) {
    out.interval = std::chrono::seconds(*interval);
  }
  co_return out;
}

awaitable<Result<OidcToken>> SsoOidc::create_token(DeviceTokenRequest request,
                                                   async::Deadline deadline) {
  Post post{"CreateToken", "/token", request.region, {}};
  post.input = {{"clientId", request.client_id},
                {"clientSecret", text(request.client_secret)},
                {"grantType", "urn:ietf:params:oauth:grant-type:device_code"},
                {"deviceCode", text(request.device_code)}};
  co_return co_await token(std::move(post), deadline);
}

awaitable<Result<OidcToken>> SsoOidc::refresh(RefreshTokenRequest request,
                                              async::Deadline deadline) {
  Post post{"CreateToken", "/token", request.region, {}};
  post.input = {{"clientId", request.client_id},
                {"clientSecret", text(request.client_secret)},
                {"grantType", "refresh_token"},
                {"refreshToken", text(request.refresh_token)}};
  co_return co_await token(std::move(post), deadline);
}

}  // namespace cloudx::aws
