#pragma once
// OpenID Connect service of IAM Identity Center (API version 2019-06-10). Its calls are not signed.

#include <chrono>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "aws/api/caller.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

struct RefreshTokenRequest {
  std::string region;
  std::string client_id;
  Secret client_secret;
  Secret refresh_token;
};

struct OidcToken {
  Secret access_token;
  Secret refresh_token;  // empty: the old one stays
  std::chrono::seconds expires_in{0};
};

class SsoOidc {
 public:
  explicit SsoOidc(Caller& caller) : caller_(caller) {}  // must outlive this object

  // CreateToken with the grant refresh_token. Service codes of interest: InvalidGrantException (the
  // refresh token is dead), InvalidClientException (the registration has expired).
  boost::asio::awaitable<Result<OidcToken>> refresh(RefreshTokenRequest request,
                                                    net::Budget budget);

 private:
  Caller& caller_;
};

}  // namespace cloudx::aws
