#pragma once
// The portal of IAM Identity Center (API version 2019-06-10): what a user who has logged in may
// use. Its calls are not signed. Service code of interest of all: UnauthorizedException (log in
// again).

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "aws/api/api_client.hpp"
#include "aws/core/credentials.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

// Who asks, and where.
struct SsoAccess {
  std::string region;  // of the Identity Center instance
  Secret token;
};

struct RoleCredentialsRequest {
  std::string region;  // of the Identity Center instance
  std::string account_id;
  std::string role_name;
  Secret access_token;
};

struct SsoAccount {
  std::string id;
  std::string name;
  std::string email;
};

class Sso {
 public:
  explicit Sso(ApiClient& client) : client_(client) {}  // must outlive this object

  // Further service codes of interest: ForbiddenException (no such assignment),
  // ResourceNotFoundException.
  boost::asio::awaitable<Result<Credentials>> get_role_credentials(RoleCredentialsRequest request,
                                                                   async::Deadline deadline);
  // All pages: the accounts in which the user has a role.
  boost::asio::awaitable<Result<std::vector<SsoAccount>>> list_accounts(SsoAccess access,
                                                                        async::Deadline deadline);
  // All pages: the names of the user's roles in an account.
  boost::asio::awaitable<Result<std::vector<std::string>>> list_account_roles(
      SsoAccess access, std::string account_id, async::Deadline deadline);
  // Ends the login at the service; role credentials given before live on until they expire.
  boost::asio::awaitable<Result<void>> logout(SsoAccess access, async::Deadline deadline);

 private:
  struct Request;
  boost::asio::awaitable<Result<boost::json::object>> send(Request request,
                                                           async::Deadline deadline);
  // Appends the objects in `list` of every page.
  boost::asio::awaitable<Result<std::vector<boost::json::object>>> all_pages(
      Request request, std::string list, async::Deadline deadline);

  ApiClient& client_;
};

}  // namespace cloudx::aws
