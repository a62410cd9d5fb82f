#include "aws/api/sso_oidc.hpp"

#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "aws/core/answer.hpp"
#include "aws/core/request.hpp"

namespace cloudx::aws {

namespace {

// More than any token lives; what is added to a time must not overflow it.
constexpr std::int64_t kMaxLifetime = std::int64_t{10} * 366 * 24 * 3600;

bool is_lifetime(const boost::json::value* seconds) {
  return seconds != nullptr && seconds->is_int64() && seconds->get_int64() >= 0 &&
         seconds->get_int64() <= kMaxLifetime;
}

}  // namespace

boost::asio::awaitable<Result<OidcToken>> SsoOidc::refresh(RefreshTokenRequest request,
                                                           net::Budget budget) {
  const auto endpoint = caller_.endpoint(kSsoOidc, request.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  const boost::json::object input{{"clientId", request.client_id},
                                  {"clientSecret", request.client_secret.reveal()},
                                  {"grantType", "refresh_token"},
                                  {"refreshToken", request.refresh_token.reveal()}};
  Call call;
  call.service = &kSsoOidc;
  call.request = rest_json_post(*endpoint, "/token", input);
  auto answer = co_await caller_.call(std::move(call), nullptr, budget);
  if (!answer) co_return std::unexpected(answer.error());
  const auto output = parse_json_object(answer->body);
  wipe(answer->body);
  if (!output) co_return fail("sso-oidc CreateToken", output.error());
  OidcToken token{
      Secret(member(*output, "accessToken")), Secret(member(*output, "refreshToken")), {}};
  const boost::json::value* expires = output->if_contains("expiresIn");
  if (token.access_token.empty() || !is_lifetime(expires)) {
    co_return fail(Errc::protocol, "sso-oidc CreateToken: the answer has no token");
  }
  token.expires_in = std::chrono::seconds(expires->get_int64());
  co_return token;
}

}  // namespace cloudx::aws
