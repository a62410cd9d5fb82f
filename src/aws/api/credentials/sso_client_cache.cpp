#include "aws/api/credentials/sso_client_cache.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "aws/api/credentials/sso_token.hpp"
#include "aws/core/response.hpp"
#include "base/crypto.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

namespace json = boost::json;

namespace {

// A login has to be through before the registration expires, and refreshes come later.
constexpr std::chrono::hours kLeastLifetime{1};

json::array scopes_of(const SsoSession& session) {
  return json::array(session.scopes.begin(), session.scopes.end());
}

}  // namespace

std::filesystem::path sso_client_path(std::string_view home, const SsoSession& session) {
  // Everything that a registration is made for, as the AWS CLI does it, with another "tool".
  const json::object key{{"region", session.region},
                         {"scopes", scopes_of(session)},
                         {"session_name", session.name},
                         {"startUrl", session.start_url},
                         {"tool", "cloudx-proxy"}};
  return sso_token_path(home, json::serialize(key));
}

std::optional<OidcClient> read_sso_client(const std::filesystem::path& path, Timestamp now) {
  auto text = os::read_file(path);
  if (!text) return std::nullopt;
  const auto object = parse_json_object(*text);
  wipe(*text);
  if (!object) return std::nullopt;
  const auto expires = parse_iso8601(member(*object, "expiresAt"));
  OidcClient client{member(*object, "clientId"), Secret(member(*object, "clientSecret")),
                    expires.value_or(Timestamp())};
  const bool usable =
      !client.id.empty() && !client.secret.empty() && client.expires_at - now > kLeastLifetime;
  return usable ? std::optional(std::move(client)) : std::nullopt;
}

Result<void> write_sso_client(const std::filesystem::path& path, const OidcClient& client,
                              const SsoSession& session) {
  const std::string_view secret = client.secret.reveal();
  json::object file{{"clientId", client.id},
                    {"clientSecret", json::string_view(secret.data(), secret.size())},
                    {"expiresAt", iso8601(client.expires_at)}};
  if (!session.scopes.empty()) file["scopes"] = scopes_of(session);
  std::string text = json::serialize(file);
  auto written = os::write_file_atomically(path, text, os::FileAccess::always_private);
  wipe(text);
  return written;
}

}  // namespace cloudx::aws
