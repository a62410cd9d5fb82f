#pragma once
// The token files in ~/.aws/sso/cache, which all AWS tools share.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "async/deadline.hpp"
#include "aws/api/credentials/sso_session.hpp"
#include "aws/api/sso_oidc.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/timestamp.hpp"

namespace cloudx::aws {

struct SsoToken {
  Secret access_token;
  Timestamp expires_at;
  // Needed to refresh it; empty where the login did not give them.
  Secret refresh_token;
  std::string client_id;
  Secret client_secret;
  std::optional<Timestamp> registration_expires_at;
  boost::json::object file;  // the whole file, so that writing it back loses nothing

  [[nodiscard]] bool can_be_refreshed(Timestamp now) const;
};

// Named after the sso-session, in the legacy form after the start URL.
[[nodiscard]] std::filesystem::path sso_token_path(std::string_view home, std::string_view name);

// A new login: everything that the AWS CLI and the SDKs keep about it, and need to refresh it.
[[nodiscard]] SsoToken new_sso_token(const SsoSession& session, const OidcClient& client,
                                     const OidcToken& token, Timestamp now);

// The content of such a file. Errc::credentials when it has no token.
[[nodiscard]] Result<SsoToken> parse_sso_token(std::string_view text);
[[nodiscard]] std::string format_sso_token(const SsoToken& token);

// Errc::not_found when there is no file, Errc::credentials when it has no token.
[[nodiscard]] boost::asio::awaitable<Result<SsoToken>> read_sso_token(std::filesystem::path path,
                                                                      async::Deadline deadline);
// Makes the folder where it is missing.
[[nodiscard]] Result<void> write_sso_token(const std::filesystem::path& path,
                                           const SsoToken& token);

}  // namespace cloudx::aws
