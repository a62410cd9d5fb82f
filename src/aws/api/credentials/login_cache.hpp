#pragma once
// The files in ~/.aws/login/cache, where `aws login` leaves credentials and what renews them. All
// AWS tools share them (fields: aws-cli 2.32, awscli/customizations/login, and botocore's
// LoginProvider).

#include <filesystem>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "async/deadline.hpp"
#include "aws/core/credentials.hpp"
#include "aws/core/environment.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

struct LoginToken {
  Credentials credentials;  // always with an expiration
  std::string client_id;
  Secret refresh_token;
  Secret dpop_key;           // PEM: the refresh token works with this key only
  boost::json::object file;  // the whole file, so that writing it back loses nothing
};

// Named after the ARN of who has logged in, in AWS_LOGIN_CACHE_DIRECTORY where that is set.
[[nodiscard]] std::filesystem::path login_cache_path(const Environment& environment,
                                                     std::string_view login_session);

// The content of such a file. Errc::credentials when something is missing in it.
[[nodiscard]] Result<LoginToken> parse_login_token(std::string_view text);
[[nodiscard]] std::string format_login_token(const LoginToken& token);

// Errc::not_found when there is no file, Errc::credentials when something is missing in it.
[[nodiscard]] boost::asio::awaitable<Result<LoginToken>> read_login_token(
    std::filesystem::path path, async::Deadline deadline);
// Replaces the file by one that only the user can read.
[[nodiscard]] Result<void> write_login_token(const std::filesystem::path& path,
                                             const LoginToken& token);

}  // namespace cloudx::aws
