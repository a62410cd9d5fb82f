#include "aws/api/credentials/sso_credentials.hpp"

#include <fmt/format.h>

#include "aws/api/credentials/cli_cache.hpp"
#include "aws/api/sso.hpp"
#include "aws/api/sso_oidc.hpp"
#include "aws/core/text.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kSource = "sso";
constexpr std::chrono::minutes kRefreshBefore{15};

}  // namespace

std::unexpected<Error> SsoCredentials::log_in_again() const {
  return fail(Errc::credentials, fmt::format("the SSO session of profile {} has expired: run `{}`",
                                             settings_.profile, login_command()));
}

std::string SsoCredentials::login_command() const {
  return fmt::format("{} --profile {}", settings_.login_command, shell_word(settings_.profile));
}

awaitable<Result<SsoToken>> SsoCredentials::refreshed(SsoToken token, net::Budget budget) {
  RefreshTokenRequest request{settings_.session.region, token.client_id, token.client_secret,
                              token.refresh_token};
  SsoOidc oidc(caller_);
  auto fresh = co_await oidc.refresh(std::move(request), budget);
  if (!fresh) co_return std::unexpected(fresh.error());
  token.access_token = fresh->access_token;
  if (!fresh->refresh_token.empty()) token.refresh_token = fresh->refresh_token;
  token.expires_at = caller_.clock().now() + fresh->expires_in;
  co_return token;
}

awaitable<Result<SsoToken>> SsoCredentials::valid_token(net::Budget budget) {
  const bool legacy = settings_.session.name.empty();
  const auto path = sso_token_path(settings_.home, settings_.session.cache_name());
  auto token = read_sso_token(path);
  if (!token && token.error().kind == Errc::not_found) {
    co_return fail(Errc::credentials,
                   fmt::format("profile {} uses SSO and nobody has logged in yet: run `{}`",
                               settings_.profile, login_command()));
  }
  if (!token) co_return fail(fmt::format("profile {}", settings_.profile), token.error());
  const Timestamp now = caller_.clock().now();
  if (!legacy && token->expires_at - now < kRefreshBefore && token->can_be_refreshed(now)) {
    auto fresh = co_await refreshed(*token, budget);
    if (fresh) {
      // A directory that cannot be written costs a new login later, not this connection.
      [[maybe_unused]] const auto written = write_sso_token(path, *fresh);
      co_return fresh;
    }
    const bool dead = fresh.error().kind == Errc::service;
    if (!dead && token->expires_at <= now) {
      co_return fail(fmt::format("refreshing the SSO session of profile {}", settings_.profile),
                     fresh.error());
    }
  }
  if (token->expires_at <= now) co_return log_in_again();
  co_return token;
}

awaitable<Result<Credentials>> SsoCredentials::get(net::Budget budget) {
  if (use_cli_cache_) {
    const std::string key = cli_cache_key(settings_.account_id, settings_.role_name,
                                          settings_.session.name, settings_.session.start_url);
    auto cached = read_cli_cache(settings_.home, key, caller_.clock().now());
    if (cached) {
      cached->source = kSource;
      co_return std::move(*cached);
    }
  }
  const auto token = co_await valid_token(budget);
  if (!token) co_return std::unexpected(token.error());
  RoleCredentialsRequest request{settings_.session.region, settings_.account_id,
                                 settings_.role_name, token->access_token};
  Sso sso(caller_);
  auto credentials = co_await sso.get_role_credentials(std::move(request), budget);
  if (!credentials && credentials.error().http_status == 401) co_return log_in_again();
  if (!credentials) {
    co_return fail(fmt::format("profile {}: role {} in account {}", settings_.profile,
                               settings_.role_name, settings_.account_id),
                   credentials.error());
  }
  credentials->source = kSource;
  co_return std::move(*credentials);
}

void SsoCredentials::expired(std::string_view /*access_key_id*/) {
  use_cli_cache_ = false;
}

}  // namespace cloudx::aws
