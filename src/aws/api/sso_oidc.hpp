#pragma once
// OpenID Connect service of IAM Identity Center (API version 2019-06-10): logging in with a device
// code (RFC 8628) and keeping the login fresh. Its calls are not signed.

#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "aws/api/api_client.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

struct RegisterClientRequest {
  std::string region;  // of the Identity Center, as in all requests here
  std::string client_name;
  std::vector<std::string> scopes;  // empty: without the right to refresh (legacy profiles)
};

struct OidcClient {
  std::string id;
  Secret secret;
  Timestamp expires_at;
};

struct DeviceAuthorizationRequest {
  std::string region;
  std::string client_id;
  Secret client_secret;
  std::string start_url;
};

// What the user is to confirm in a browser.
struct DeviceAuthorization {
  Secret device_code;
  std::string user_code;
  std::string verification_uri;
  std::string verification_uri_complete;  // with the code in it; may be empty
  std::chrono::seconds expires_in{0};
  std::chrono::seconds interval{5};  // at least, between two polls
};

struct DeviceTokenRequest {
  std::string region;
  std::string client_id;
  Secret client_secret;
  Secret device_code;
};

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
  explicit SsoOidc(ApiClient& client) : client_(client) {}  // must outlive this object

  boost::asio::awaitable<Result<OidcClient>> register_client(RegisterClientRequest request,
                                                             async::Deadline deadline);
  // Service code of interest: InvalidClientException (the registration has expired).
  boost::asio::awaitable<Result<DeviceAuthorization>> start_device_authorization(
      DeviceAuthorizationRequest request, async::Deadline deadline);
  // CreateToken with the grant device_code. Service codes while the user has not decided:
  // AuthorizationPendingException, SlowDownException (5 seconds more between polls); for good:
  // ExpiredTokenException, AccessDeniedException.
  boost::asio::awaitable<Result<OidcToken>> create_token(DeviceTokenRequest request,
                                                         async::Deadline deadline);
  // CreateToken with the grant refresh_token. Service codes of interest: InvalidGrantException (the
  // refresh token is dead), InvalidClientException (the registration has expired).
  boost::asio::awaitable<Result<OidcToken>> refresh(RefreshTokenRequest request,
                                                    async::Deadline deadline);

 private:
  struct Post;
  boost::asio::awaitable<Result<boost::json::object>> send(Post post, async::Deadline deadline);
  boost::asio::awaitable<Result<OidcToken>> token(Post post, async::Deadline deadline);

  ApiClient& client_;
};

}  // namespace cloudx::aws
