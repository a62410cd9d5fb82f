#pragma once
// Credentials for a token of an OpenID Connect provider (EKS service accounts, CI systems).

#include <filesystem>
#include <string>
#include <utility>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials_provider.hpp"

namespace cloudx::aws {

struct WebIdentitySettings {
  std::filesystem::path token_file;  // read for each renewal: the platform replaces it
  std::string role_arn;
  std::string session_name;  // "": generated
};

class WebIdentity final : public CredentialsProvider {
 public:
  // `client` must outlive this object.
  WebIdentity(WebIdentitySettings settings, ApiClient& client)
      : settings_(std::move(settings)), client_(client) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;

 private:
  WebIdentitySettings settings_;
  ApiClient& client_;
};

}  // namespace cloudx::aws
