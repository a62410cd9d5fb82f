#pragma once
// The portal of IAM Identity Center (API version 2019-06-10). Its calls are not signed.

#include <string>

#include <boost/asio/awaitable.hpp>

#include "aws/api/caller.hpp"
#include "aws/core/credentials.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

struct RoleCredentialsRequest {
  std::string region;  // of the Identity Center instance
  std::string account_id;
  std::string role_name;
  Secret access_token;
};

class Sso {
 public:
  explicit Sso(Caller& caller) : caller_(caller) {}  // must outlive this object

  // Service codes of interest: UnauthorizedException (log in again), ForbiddenException (no such
  // assignment), ResourceNotFoundException.
  boost::asio::awaitable<Result<Credentials>> get_role_credentials(RoleCredentialsRequest request,
                                                                   net::Budget budget);

 private:
  Caller& caller_;
};

}  // namespace cloudx::aws
