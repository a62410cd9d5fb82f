#pragma once
// Credentials of a user who has signed in with `aws login`: the profile names him (login_session).

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/api/api_client.hpp"
#include "aws/api/credentials/login_cache.hpp"
#include "aws/api/credentials_provider.hpp"

namespace cloudx::aws {

struct LoginSettings {
  std::string profile;
  std::string account_id;  // of who has logged in
  std::filesystem::path cache_file;
  // Where the login may have taken place, the likeliest first: its refresh token is known in that
  // region only, and no file names it. Two are tried.
  std::vector<std::string> regions;
};

class LoginCredentials final : public CredentialsProvider {
 public:
  // `client` must outlive this object.
  LoginCredentials(LoginSettings settings, ApiClient& client)
      : settings_(std::move(settings)), client_(client) {}
  boost::asio::awaitable<Result<Credentials>> get(async::Deadline deadline) override;
  void expired(std::string_view access_key_id) override;

 private:
  // The newest login: that in the file, or one that could not be written there.
  boost::asio::awaitable<Result<LoginToken>> current(async::Deadline deadline);
  // The login in the cache, renewed there by whoever was first.
  boost::asio::awaitable<Result<LoginToken>> renewed(LoginToken token, async::Deadline deadline);
  boost::asio::awaitable<Result<LoginToken>> refreshed(LoginToken token, async::Deadline deadline);
  // What another program has put into the cache in place of `token`; nullopt when none has.
  boost::asio::awaitable<std::optional<LoginToken>> replacement_of(const LoginToken& token,
                                                                   async::Deadline deadline);
  [[nodiscard]] bool is_usable(const LoginToken& token) const;
  [[nodiscard]] bool needs_refresh(const LoginToken& token) const;
  [[nodiscard]] std::unexpected<Error> refusal(const Error& error) const;
  [[nodiscard]] std::string login_command() const;

  LoginSettings settings_;
  ApiClient& client_;
  std::string refused_key_;              // AWS takes this access key no more
  std::optional<LoginToken> unwritten_;  // renewed, while the cache could not be written
};

}  // namespace cloudx::aws
