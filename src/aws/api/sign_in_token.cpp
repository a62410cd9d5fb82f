#include "aws/api/sign_in_token.hpp"

#include <optional>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "aws/core/request.hpp"
#include "aws/core/response.hpp"
#include "aws/core/sign_in.hpp"
#include "base/uuid.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;
namespace json = boost::json;

namespace {

constexpr std::string_view kPath = "/v1/token";
// The service model allows 900 seconds; what is added to a time must not overflow it.
constexpr std::int64_t kMaxLifetime = std::int64_t{24} * 3600;

json::string text(const Secret& secret) {
  return json::string(secret.reveal().data(), secret.reveal().size());
}

std::string text_of(const Url& url) {
  return fmt::format("{}://{}{}", url.scheme, url.authority(), url.target);
}

std::optional<SignInToken> token_in(const json::object& answer) {
  const json::value* access = find_member(answer, "accessToken");
  const json::value* lifetime = find_member(answer, "expiresIn");
  if (access == nullptr || !access->is_object()) return std::nullopt;
  if (lifetime == nullptr || !lifetime->is_int64()) return std::nullopt;
  const std::int64_t seconds = lifetime->get_int64();
  if (seconds <= 0 || seconds > kMaxLifetime) return std::nullopt;
  const json::object& keys = access->get_object();
  SignInToken out{member(keys, "accessKeyId"), Secret(member(keys, "secretAccessKey")),
                  Secret(member(keys, "sessionToken")), Secret(member(answer, "refreshToken")),
                  std::chrono::seconds(seconds)};
  const bool complete = !out.access_key_id.empty() && !out.secret_access_key.empty() &&
                        !out.session_token.empty() && !out.refresh_token.empty();
  return complete ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

awaitable<Result<SignInToken>> refresh_sign_in(ApiClient& client, const DpopKey& key,
                                               SignInRefreshRequest request,
                                               async::Deadline deadline) {
  const auto endpoint = client.endpoint(kSignIn, request.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  ApiRequest api_request;
  api_request.service = &kSignIn;
  api_request.request = rest_json_post(*endpoint, kPath,
                                       {{"clientId", request.client_id},
                                        {"refreshToken", text(request.refresh_token)},
                                        {"grantType", "refresh_token"}});
  const std::string id = to_string(random_uuid());
  const std::string url = text_of(api_request.request.url);
  const DpopClaims claims{api_request.request.method, url, client.clock().now(), id};
  api_request.request.headers.push_back({"DPoP", key.proof(claims)});
  auto response = co_await client.send(std::move(api_request), nullptr, deadline);
  if (!response) co_return std::unexpected(response.error());
  const auto answer = parse_json_object(response->body);
  wipe(response->body);
  if (!answer) co_return fail("signin CreateOAuth2Token", answer.error());
  auto token = token_in(*answer);
  if (!token) co_return fail(Errc::protocol, "signin CreateOAuth2Token: the answer has no token");
  co_return std::move(*token);
}

}  // namespace cloudx::aws
