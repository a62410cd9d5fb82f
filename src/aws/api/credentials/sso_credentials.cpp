#include "aws/api/credentials/sso_credentials.hpp"

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "aws/api/credentials/cli_cache.hpp"
#include "aws/api/credentials/shared_cache.hpp"
#include "aws/api/sso.hpp"
#include "aws/api/sso_oidc.hpp"
#include "base/shell_word.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kSource = "sso";
constexpr std::chrono::minutes kRefreshBefore{15};
// Another process has its answer about when we have ours, and writes it then.
constexpr int kReadings = 4;
constexpr std::chrono::milliseconds kBetweenReadings{200};

}  // namespace

std::unexpected<Error> SsoCredentials::log_in_again() const {
  return fail(Errc::credentials, fmt::format("the SSO session of profile {} has expired: run `{}`",
                                             settings_.profile, login_command()));
}

std::string SsoCredentials::login_command() const {
  return fmt::format("{} --profile {}", settings_.login_command, shell_word(settings_.profile));
}

awaitable<Result<SsoToken>> SsoCredentials::refreshed(SsoToken token, async::Deadline deadline) {
  RefreshTokenRequest request{settings_.session.region, token.client_id, token.client_secret,
                              token.refresh_token};
  SsoOidc oidc(client_);
  auto fresh = co_await oidc.refresh(std::move(request), deadline);
  if (!fresh) co_return std::unexpected(fresh.error());
  token.access_token = fresh->access_token;
  if (!fresh->refresh_token.empty()) token.refresh_token = fresh->refresh_token;
  token.expires_at = client_.clock().now() + fresh->expires_in;
  co_return token;
}

std::filesystem::path SsoCredentials::token_path() const {
  return sso_token_path(settings_.home, settings_.session.cache_name());
}

bool SsoCredentials::needs_refresh(const SsoToken& token) const {
  const bool legacy = settings_.session.name.empty();
  const Timestamp now = client_.clock().now();
  return !legacy && token.expires_at - now < kRefreshBefore && token.can_be_refreshed(now);
}

awaitable<std::optional<SsoToken>> SsoCredentials::replacement_of(const SsoToken& token,
                                                                  int readings,
                                                                  async::Deadline deadline) {
  while (true) {
    auto found = co_await read_sso_token(token_path(), deadline);
    const bool other = found && found->access_token != token.access_token &&
                       found->expires_at > client_.clock().now();
    if (other) co_return std::move(*found);
    if (--readings == 0) co_return std::nullopt;
    const auto slept = co_await async::sleep_for(kBetweenReadings, deadline);
    if (!slept) co_return std::nullopt;
  }
}

awaitable<Result<SsoToken>> SsoCredentials::renewed_token(SsoToken token,
                                                          async::Deadline deadline) {
  const auto turn = co_await CacheTurn::take(token_path(), deadline);
  // While we waited, somebody may have done it.
  auto now_there = co_await read_sso_token(token_path(), deadline);
  if (now_there) token = std::move(*now_there);
  if (!needs_refresh(token)) co_return token;
  auto fresh = co_await refreshed(token, deadline);
  if (fresh) {
    // A directory that cannot be written costs a new login later, not this connection.
    [[maybe_unused]] const auto written = write_sso_token(token_path(), *fresh);
    co_return fresh;
  }
  const bool usable = token.expires_at > client_.clock().now();
  if (fresh.error().kind == Errc::service) {
    // A refresh token works once: another program, which knows nothing of our lock, was faster.
    auto replacement = co_await replacement_of(token, usable ? 1 : kReadings, deadline);
    if (replacement) co_return std::move(*replacement);
  }
  if (usable || fresh.error().kind == Errc::service) co_return token;
  co_return fail(fmt::format("refreshing the SSO session of profile {}", settings_.profile),
                 fresh.error());
}

awaitable<Result<SsoToken>> SsoCredentials::valid_token(async::Deadline deadline) {
  auto token = co_await read_sso_token(token_path(), deadline);
  if (!token && token.error().kind == Errc::not_found) {
    co_return fail(Errc::credentials,
                   fmt::format("profile {} uses SSO and nobody has logged in yet: run `{}`",
                               settings_.profile, login_command()));
  }
  if (!token) co_return fail(fmt::format("profile {}", settings_.profile), token.error());
  if (needs_refresh(*token)) token = co_await renewed_token(std::move(*token), deadline);
  if (token && token->expires_at <= client_.clock().now()) co_return log_in_again();
  co_return token;
}

awaitable<Result<Credentials>> SsoCredentials::role_credentials(const SsoToken& token,
                                                                async::Deadline deadline) {
  RoleCredentialsRequest request{settings_.session.region, settings_.account_id,
                                 settings_.role_name, token.access_token};
  Sso sso(client_);
  co_return co_await sso.get_role_credentials(std::move(request), std::move(deadline));
}

awaitable<Result<Credentials>> SsoCredentials::get(async::Deadline deadline) {
  if (use_cli_cache_) {
    const std::string key = cli_cache_key(settings_.account_id, settings_.role_name,
                                          settings_.session.name, settings_.session.start_url);
    auto cached = co_await read_cli_cache(cli_cache_path(settings_.home, key),
                                          client_.clock().now(), deadline);
    if (cached) {
      cached->source = kSource;
      co_return std::move(*cached);
    }
  }
  const auto token = co_await valid_token(deadline);
  if (!token) co_return std::unexpected(token.error());
  auto credentials = co_await role_credentials(*token, deadline);
  if (!credentials && credentials.error().http_status == 401) {
    // A refresh by another program ends the token that was there before.
    const auto replacement = co_await replacement_of(*token, kReadings, deadline);
    if (!replacement) co_return log_in_again();
    credentials = co_await role_credentials(*replacement, deadline);
    if (!credentials && credentials.error().http_status == 401) co_return log_in_again();
  }
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
