#pragma once
// CreateOAuth2Token of the AWS sign-in service (API version 2023-01-01) with the grant
// refresh_token: how what `aws login` began is kept alive. The call is not signed; a DPoP proof
// (RFC 9449) with the key of the login goes along, without which a refresh token is worth nothing.

#include <chrono>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "aws/api/api_client.hpp"
#include "aws/core/dpop.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

struct SignInRefreshRequest {
  std::string region;  // that of the login: the token is not known in others
  std::string client_id;
  Secret refresh_token;
};

struct SignInToken {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;
  Secret refresh_token;  // replaces the one that was sent
  std::chrono::seconds expires_in{0};
};

// `client` and `key` must outlive the call. Service codes of interest: TOKEN_EXPIRED and
// USER_CREDENTIALS_CHANGED (the login is over), INSUFFICIENT_PERMISSIONS, ValidationException (the
// token is not known: replaced meanwhile, or from another region).
[[nodiscard]] boost::asio::awaitable<Result<SignInToken>> refresh_sign_in(
    ApiClient& client, const DpopKey& key, SignInRefreshRequest request, async::Deadline deadline);

}  // namespace cloudx::aws
