#include "aws/api/credentials/login_credentials.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "async/sleep.hpp"
#include "aws/api/credentials/shared_cache.hpp"
#include "aws/api/sign_in_token.hpp"
#include "aws/core/dpop.hpp"
#include "base/shell_word.hpp"
#include "base/trace.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

// As botocore; credentials of a login last for 15 minutes at most.
constexpr std::chrono::minutes kRefreshBefore{5};
constexpr std::size_t kMostRegions = 2;
// Another program has its answer about when we have ours, and writes it then.
constexpr int kReadings = 4;
constexpr std::chrono::milliseconds kBetweenReadings{200};

}  // namespace

std::string LoginCredentials::login_command() const {
  return fmt::format("aws login --profile {}", shell_word(settings_.profile));
}

bool LoginCredentials::is_usable(const LoginToken& token) const {
  return token.credentials.expiration > client_.clock().now() &&
         token.credentials.access_key_id != refused_key_;
}

bool LoginCredentials::needs_refresh(const LoginToken& token) const {
  return !is_usable(token) ||
         *token.credentials.expiration - client_.clock().now() <= kRefreshBefore;
}

std::unexpected<Error> LoginCredentials::refusal(const Error& error) const {
  const auto with = [&](std::string_view text) {
    auto told = fail(Errc::credentials,
                     fmt::format("{} (the sign-in service says: {})", text, error.message));
    told.error().service_code = error.service_code;
    return told;
  };
  if (error.service_code == "TOKEN_EXPIRED") {
    return fail(Errc::credentials, fmt::format("the login of profile {} has expired: run `{}`",
                                               settings_.profile, login_command()));
  }
  if (error.service_code == "USER_CREDENTIALS_CHANGED") {
    return fail(Errc::credentials,
                fmt::format("the password has changed since the login of profile {}: run `{}`",
                            settings_.profile, login_command()));
  }
  if (error.service_code == "INSUFFICIENT_PERMISSIONS") {
    return with(
        fmt::format("the user of profile {} may not renew the login: allow "
                    "signin:CreateOAuth2Token (policy SignInLocalDevelopmentAccess)",
                    settings_.profile));
  }
  if (error.http_status == 400) {
    const std::size_t tried = std::min(settings_.regions.size(), kMostRegions);
    return with(fmt::format(
        "the login of profile {} is not known in {}: put the region of the "
        "login into the profile, or run `{}`",
        settings_.profile,
        fmt::join(settings_.regions.begin(),
                  settings_.regions.begin() + static_cast<std::ptrdiff_t>(tried), " or "),
        login_command()));
  }
  return fail(fmt::format("renewing the login of profile {}", settings_.profile), error);
}

awaitable<Result<LoginToken>> LoginCredentials::current(async::Deadline deadline) {
  auto token = co_await read_login_token(settings_.cache_file, deadline);
  const bool is_newer =
      unwritten_ && (!token || unwritten_->credentials.expiration > token->credentials.expiration);
  if (is_newer) co_return *unwritten_;
  if (!token && token.error().kind == Errc::not_found) {
    co_return fail(Errc::credentials,
                   fmt::format("profile {} uses `aws login` and nobody has logged in yet: run `{}`",
                               settings_.profile, login_command()));
  }
  if (!token && token.error().kind == Errc::credentials) {
    co_return fail(Errc::credentials, fmt::format("profile {}: {}: run `{}`", settings_.profile,
                                                  token.error().message, login_command()));
  }
  if (!token) co_return fail(fmt::format("profile {}", settings_.profile), token.error());
  if (token->credentials.account_id.empty()) token->credentials.account_id = settings_.account_id;
  co_return token;
}

awaitable<Result<LoginToken>> LoginCredentials::refreshed(LoginToken token,
                                                          async::Deadline deadline) {
  const auto key = DpopKey::parse(token.dpop_key);
  if (!key) co_return fail(settings_.cache_file.string(), key.error());
  if (settings_.regions.empty()) {
    co_return fail(Errc::configuration,
                   fmt::format("the login of profile {} has to be renewed in its region: put "
                               "\"region = ...\" into the profile, or set AWS_REGION",
                               settings_.profile));
  }
  Result<SignInToken> fresh;
  for (std::size_t i = 0; i < std::min(settings_.regions.size(), kMostRegions); ++i) {
    SignInRefreshRequest request{settings_.regions[i], token.client_id, token.refresh_token};
    fresh = co_await refresh_sign_in(client_, *key, std::move(request), deadline);
    // What a region says that knows nothing of the login.
    if (fresh || fresh.error().http_status != 400) break;
  }
  if (!fresh) co_return std::unexpected(fresh.error());
  token.credentials.access_key_id = fresh->access_key_id;
  token.credentials.secret_access_key = fresh->secret_access_key;
  token.credentials.session_token = fresh->session_token;
  token.credentials.expiration = client_.clock().now() + fresh->expires_in;
  token.refresh_token = fresh->refresh_token;
  co_return token;
}

awaitable<std::optional<LoginToken>> LoginCredentials::replacement_of(const LoginToken& token,
                                                                      async::Deadline deadline) {
  for (int reading = 1;; ++reading) {
    auto found = co_await current(deadline);
    const bool other = found && is_usable(*found) && found->refresh_token != token.refresh_token;
    if (other) co_return std::move(*found);
    if (reading == kReadings) co_return std::nullopt;
    const auto slept = co_await async::sleep_for(kBetweenReadings, deadline);
    if (!slept) co_return std::nullopt;
  }
}

awaitable<Result<LoginToken>> LoginCredentials::renewed(LoginToken token,
                                                        async::Deadline deadline) {
  const auto turn = co_await CacheTurn::take(settings_.cache_file, deadline);
  // While we waited, somebody may have done it.
  auto now_there = co_await current(deadline);
  if (now_there) token = std::move(*now_there);
  if (!needs_refresh(token)) co_return token;
  auto fresh = co_await refreshed(token, deadline);
  if (fresh) {
    unwritten_.reset();
    // The old refresh token is used up: what cannot be written serves this process to its end.
    if (!write_login_token(settings_.cache_file, *fresh)) unwritten_ = *fresh;
    co_return fresh;
  }
  if (is_usable(token)) {
    trace::line(trace::Topic::retry, "the login of profile {} was not renewed: {}",
                settings_.profile, fresh.error().message);
    co_return token;
  }
  if (fresh.error().http_status == 400) {
    // Another program, which knows nothing of our lock, was faster.
    auto replacement = co_await replacement_of(token, deadline);
    if (replacement) co_return std::move(*replacement);
  }
  if (fresh.error().kind == Errc::service) co_return refusal(fresh.error());
  co_return fail(fmt::format("renewing the login of profile {}", settings_.profile), fresh.error());
}

awaitable<Result<Credentials>> LoginCredentials::get(async::Deadline deadline) {
  auto token = co_await current(deadline);
  if (token && needs_refresh(*token)) token = co_await renewed(std::move(*token), deadline);
  if (!token) co_return std::unexpected(token.error());
  co_return std::move(token->credentials);
}

void LoginCredentials::expired(std::string_view access_key_id) {
  refused_key_ = access_key_id;
}

}  // namespace cloudx::aws
