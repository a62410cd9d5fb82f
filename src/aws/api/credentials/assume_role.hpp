#pragma once
// Credentials of an IAM role, taken on with other credentials (a profile with role_arn).

#include <functional>
#include <memory>
#include <string>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"
#include "aws/api/sts.hpp"

namespace cloudx::aws {

// Asks the user for the current code of an MFA device. Errc::interrupted if he does not want to.
using AskMfaCode = std::function<boost::asio::awaitable<Result<std::string>>(
    std::string serial_number, async::Deadline deadline)>;

struct AssumeRoleSettings {
  std::string profile;        // for messages
  AssumeRoleRequest request;  // without token_code; an empty session name is generated
  std::string home;           // for aws-cli's cache
  AskMfaCode ask_mfa_code;    // may be empty: then roles that need MFA fail
};

class AssumeRole final : public CredentialsProvider {
 public:
  // `client` must outlive this object.
  AssumeRole(AssumeRoleSettings settings, std::unique_ptr<CredentialsProvider> source,
             ApiClient& client);
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;
  void expired(std::string_view access_key_id) override;

 private:
  AssumeRoleSettings settings_;
  std::unique_ptr<CredentialsProvider> source_;
  ApiClient& client_;
  bool use_cli_cache_ = true;
};

// RoleSessionName where the profile has none: "cloudx-proxy-<epoch>".
[[nodiscard]] std::string generated_session_name(Timestamp now);

}  // namespace cloudx::aws
