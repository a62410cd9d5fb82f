#pragma once
// AWS Security Token Service (API version 2011-06-15), regional endpoints.

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"
#include "aws/core/credentials.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

struct CallerIdentity {
  std::string account;
  std::string arn;
  std::string user_id;
};

struct AssumeRoleRequest {
  std::string role_arn;
  std::string session_name;
  std::string external_id;    // the rest is optional
  std::string serial_number;  // of an MFA device, together with token_code
  std::string token_code;
  std::optional<int> duration_seconds;  // 900 to 43200
};

struct WebIdentityRequest {
  std::string role_arn;
  std::string session_name;
  Secret token;
  std::optional<int> duration_seconds;
};

class Sts {
 public:
  // `signer` may be null for assume_role_with_web_identity, which is not signed. Both must outlive
  // this object, and this object its calls.
  Sts(ApiClient& client, CredentialsProvider* signer) : client_(client), signer_(signer) {}

  boost::asio::awaitable<Result<CallerIdentity>> get_caller_identity(async::Deadline deadline);
  // Credentials without `source`.
  boost::asio::awaitable<Result<Credentials>> assume_role(AssumeRoleRequest request,
                                                          async::Deadline deadline);
  boost::asio::awaitable<Result<Credentials>> assume_role_with_web_identity(
      WebIdentityRequest request, async::Deadline deadline);

 private:
  ApiClient& client_;
  CredentialsProvider* signer_;
};

}  // namespace cloudx::aws
