#include "aws/api/credentials/sso_token.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "aws/api/credentials/shared_cache.hpp"
#include "aws/core/response.hpp"
#include "base/crypto.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

namespace {

boost::json::string to_json(const Secret& secret) {
  return boost::json::string(secret.reveal().data(), secret.reveal().size());
}

Result<SsoToken> to_token(boost::json::object object) {
  SsoToken token;
  token.access_token = Secret(member(object, "accessToken"));
  const auto expires_at = parse_iso8601(member(object, "expiresAt"));
  if (token.access_token.empty() || !expires_at) return fail(Errc::credentials, "no SSO token");
  token.expires_at = *expires_at;
  token.refresh_token = Secret(member(object, "refreshToken"));
  token.client_id = member(object, "clientId");
  token.client_secret = Secret(member(object, "clientSecret"));
  token.registration_expires_at = parse_iso8601(member(object, "registrationExpiresAt"));
  token.file = std::move(object);
  return token;
}

}  // namespace

bool SsoToken::can_be_refreshed(Timestamp now) const {
  return !refresh_token.empty() && !client_id.empty() && !client_secret.empty() &&
         registration_expires_at && *registration_expires_at > now;
}

std::filesystem::path sso_token_path(std::string_view home, std::string_view name) {
  return std::filesystem::path(home) / ".aws" / "sso" / "cache" /
         fmt::format("{}.json", sha1_hex(name));
}

SsoToken new_sso_token(const SsoSession& session, const OidcClient& client, const OidcToken& token,
                       Timestamp now) {
  SsoToken out;
  out.access_token = token.access_token;
  out.expires_at = now + token.expires_in;
  out.refresh_token = token.refresh_token;
  out.client_id = client.id;
  out.client_secret = client.secret;
  out.registration_expires_at = client.expires_at;
  out.file = {{"startUrl", session.start_url},
              {"region", session.region},
              {"clientId", client.id},
              {"clientSecret", to_json(client.secret)},
              {"registrationExpiresAt", iso8601(client.expires_at)}};
  return out;
}

Result<SsoToken> parse_sso_token(std::string_view text) {
  auto object = parse_json_object(text);
  if (!object) return fail(Errc::credentials, "not JSON");
  return to_token(std::move(*object));
}

std::string format_sso_token(const SsoToken& token) {
  boost::json::object file = token.file;
  file["accessToken"] = to_json(token.access_token);
  file["expiresAt"] = iso8601(token.expires_at);
  if (!token.refresh_token.empty()) file["refreshToken"] = to_json(token.refresh_token);
  return boost::json::serialize(file);
}

boost::asio::awaitable<Result<SsoToken>> read_sso_token(std::filesystem::path path,
                                                        async::Deadline deadline) {
  auto object = co_await read_shared_cache(path, std::move(deadline));
  if (!object) co_return std::unexpected(object.error());
  auto token = to_token(std::move(*object));
  if (!token) co_return fail(path.string(), token.error());
  co_return token;
}

Result<void> write_sso_token(const std::filesystem::path& path, const SsoToken& token) {
  if (auto made = os::make_private_folder(path.parent_path()); !made) return made;
  std::string text = format_sso_token(token);
  auto written = os::write_file_atomically(path, text, os::FileAccess::always_private);
  wipe(text);
  return written;
}

}  // namespace cloudx::aws
