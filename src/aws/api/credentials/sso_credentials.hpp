#pragma once
// Credentials of IAM Identity Center for a user who has logged in, here or with the AWS CLI.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials/sso_session.hpp"
#include "aws/api/credentials/sso_token.hpp"
#include "aws/api/credentials_provider.hpp"
#include "aws/core/profiles.hpp"

namespace cloudx::aws {

struct SsoSettings {
  std::string profile;
  SsoSession session;
  std::string account_id;
  std::string role_name;
  std::string home;                                  // its .aws/sso/cache holds the token
  std::string login_command = "cloudx-proxy login";  // what a user who has to log in is told to run
};

// True if the profile is meant for SSO.
[[nodiscard]] bool uses_sso(const Profile& profile);
// Errors: those of sso_session_of(), and a missing account or role.
[[nodiscard]] Result<SsoSettings> sso_settings(const Profile& profile, const Profiles& profiles,
                                               std::string home);

class SsoCredentials final : public CredentialsProvider {
 public:
  // `client` must outlive this object.
  SsoCredentials(SsoSettings settings, ApiClient& client)
      : settings_(std::move(settings)), client_(client) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;
  void expired(std::string_view access_key_id) override;

 private:
  boost::asio::awaitable<Result<SsoToken>> valid_token(async::Deadline deadline);
  // The token in the cache, renewed there by whoever was first.
  boost::asio::awaitable<Result<SsoToken>> renewed_token(SsoToken token, async::Deadline deadline);
  boost::asio::awaitable<Result<SsoToken>> refreshed(SsoToken token, async::Deadline deadline);
  // What another process has put into the cache in place of `token`, read so many times at most;
  // nullopt when nobody has.
  boost::asio::awaitable<std::optional<SsoToken>> replacement_of(const SsoToken& token,
                                                                 int readings,
                                                                 async::Deadline deadline);
  boost::asio::awaitable<Result<Credentials>> role_credentials(const SsoToken& token,
                                                               async::Deadline deadline);
  [[nodiscard]] bool needs_refresh(const SsoToken& token) const;
  [[nodiscard]] std::filesystem::path token_path() const;
  [[nodiscard]] std::unexpected<Error> log_in_again() const;
  [[nodiscard]] std::string login_command() const;

  SsoSettings settings_;
  ApiClient& client_;
  bool use_cli_cache_ = true;
};

}  // namespace cloudx::aws
