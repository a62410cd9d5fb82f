#include "login/login.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "aws/api/credentials/sso_client_cache.hpp"
#include "os/file.hpp"

namespace cloudx::login {

using boost::asio::awaitable;

namespace {

using namespace std::chrono_literals;

constexpr auto kSlowDown = 5s;  // more between polls, each time (RFC 8628 section 3.5)
constexpr auto kLongestInterval = 60s;

// Known at the service, under a name that an administrator can tell.
std::string client_name(const aws::SsoSession& session) {
  return session.name.empty() ? "cloudx-proxy" : "cloudx-proxy-" + session.name;
}

bool is_network_failure(const Error& error) {
  return error.kind == Errc::connect || error.kind == Errc::timeout || error.kind == Errc::resolve;
}

std::unexpected<Error> too_late() {
  return fail(Errc::credentials,
              "nobody has confirmed the login in time, and its code has expired: run it again");
}

// The end of a login that was asked for, in words.
std::unexpected<Error> explained(const Error& error) {
  if (error.service_code == "AccessDeniedException") {
    return fail(Errc::credentials, "the login was refused in the browser");
  }
  if (error.service_code == "ExpiredTokenException") return too_late();
  return fail("logging in", error);
}

std::unexpected<Error> explained_start(const aws::SsoSession& session, const Error& error) {
  if (error.service_code == "InvalidRequestException") {
    return fail(Errc::configuration,
                fmt::format("the IAM Identity Center in {} does not accept the start URL {}: check "
                            "sso_start_url and sso_region ({})",
                            session.region, session.start_url, error.message));
  }
  return fail(fmt::format("logging in at {}", session.start_url), error);
}

}  // namespace

// A code that was asked for, and as whom.
struct Login::Asked {
  aws::OidcClient client;
  aws::DeviceAuthorization authorization;
};

Login::Login(aws::SsoOidc& oidc, const aws::SigningClock& clock, std::string home, Ask ask)
    : Login(oidc, clock, std::move(home), std::move(ask), async::sleep_for) {}

Login::Login(aws::SsoOidc& oidc, const aws::SigningClock& clock, std::string home, Ask ask,
             Pause pause)
    : oidc_(oidc),
      clock_(clock),
      home_(std::move(home)),
      ask_(std::move(ask)),
      pause_(std::move(pause)) {}

awaitable<Result<aws::SsoToken>> Login::run(aws::SsoSession session, async::Deadline deadline) {
  auto request = co_await asked(session, deadline);
  if (!request) co_return std::unexpected(request.error());
  const aws::DeviceAuthorization& authorization = request->authorization;
  const std::string& page = authorization.verification_uri;
  const std::string& full = authorization.verification_uri_complete;
  ask_({page, authorization.user_code, full.empty() ? page : full});
  const aws::OidcClient client = request->client;
  const auto token = co_await confirmed(session, std::move(*request), deadline);
  if (!token) co_return std::unexpected(token.error());
  aws::SsoToken written = aws::new_sso_token(session, client, *token, clock_.now());
  const auto path = aws::sso_token_path(home_, session.cache_name());
  const auto done = aws::write_sso_token(path, written);
  if (!done) co_return std::unexpected(done.error());
  co_return written;
}

awaitable<Result<aws::OidcClient>> Login::registered(aws::SsoSession session,
                                                     async::Deadline deadline) {
  aws::RegisterClientRequest request{session.region, client_name(session), session.scopes};
  auto client = co_await oidc_.register_client(std::move(request), deadline);
  if (!client) co_return explained_start(session, client.error());
  const auto path = aws::sso_client_path(home_, session);
  if (auto made = os::make_private_folder(path.parent_path()); !made) {
    co_return std::unexpected(made.error());
  }
  // Without it the next login registers once more.
  [[maybe_unused]] const auto written = aws::write_sso_client(path, *client, session);
  co_return client;
}

awaitable<Result<Login::Asked>> Login::asked(aws::SsoSession session, async::Deadline deadline) {
  auto known = aws::read_sso_client(aws::sso_client_path(home_, session), clock_.now());
  while (true) {
    Result<aws::OidcClient> client = fail(Errc::not_found, "");
    const bool from_cache = known.has_value();
    if (from_cache) {
      client = *std::exchange(known, std::nullopt);
    } else {
      client = co_await registered(session, deadline);
    }
    if (!client) co_return std::unexpected(client.error());
    aws::DeviceAuthorizationRequest request{session.region, client->id, client->secret,
                                            session.start_url};
    auto authorization = co_await oidc_.start_device_authorization(std::move(request), deadline);
    if (authorization) co_return Asked{std::move(*client), std::move(*authorization)};
    const Error& error = authorization.error();
    const bool forgotten = error.service_code == "InvalidClientException" ||
                           error.service_code == "UnauthorizedClientException";
    if (!from_cache || !forgotten) co_return explained_start(session, error);
  }
}

awaitable<Result<aws::OidcToken>> Login::confirmed(aws::SsoSession session, Asked asked,
                                                   async::Deadline deadline) {
  const async::Deadline limited = deadline.at_most(asked.authorization.expires_in);
  std::chrono::seconds interval = std::max(asked.authorization.interval, 1s);
  while (true) {
    aws::DeviceTokenRequest request{session.region, asked.client.id, asked.client.secret,
                                    asked.authorization.device_code};
    auto token = co_await oidc_.create_token(std::move(request), limited);
    if (token) co_return token;
    const Error& error = token.error();
    if (error.service_code == "SlowDownException") {
      interval += kSlowDown;
    } else if (is_network_failure(error)) {
      interval = std::min<std::chrono::seconds>(interval * 2, kLongestInterval);
    } else if (error.service_code != "AuthorizationPendingException") {
      co_return explained(error);
    }
    const auto waited = co_await pause_(interval, limited);
    if (!waited && waited.error().kind != Errc::timeout) co_return std::unexpected(waited.error());
    if (!waited && is_network_failure(error)) co_return explained(error);
    if (!waited) co_return too_late();
  }
}

}  // namespace cloudx::login
