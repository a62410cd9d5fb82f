#pragma once
// Credentials for a token of an OpenID Connect provider (EKS service accounts, CI systems).

#include <filesystem>
#include <string>
#include <utility>

#include "aws/api/caller.hpp"
#include "aws/api/credentials/provider.hpp"

namespace cloudx::aws {

struct WebIdentitySettings {
  std::filesystem::path token_file;  // read for each renewal: the platform replaces it
  std::string role_arn;
  std::string session_name;  // "": generated
};

class WebIdentity final : public CredentialsProvider {
 public:
  // `caller` must outlive this object.
  WebIdentity(WebIdentitySettings settings, Caller& caller)
      : settings_(std::move(settings)), caller_(caller) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;

 private:
  WebIdentitySettings settings_;
  Caller& caller_;
};

}  // namespace cloudx::aws
