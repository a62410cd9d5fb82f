#include "aws/api/credentials/login_cache.hpp"

#include <utility>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "aws/api/credentials/shared_cache.hpp"
#include "aws/core/response.hpp"
#include "aws/core/text.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

namespace {

constexpr std::string_view kSource = "login";

boost::json::string to_json(const Secret& secret) {
  return boost::json::string(secret.reveal().data(), secret.reveal().size());
}

bool is_complete(const LoginToken& token) {
  const Credentials& keys = token.credentials;
  return !keys.access_key_id.empty() && !keys.secret_access_key.empty() &&
         !keys.session_token.empty() && keys.expiration && !token.client_id.empty() &&
         !token.refresh_token.empty() && !token.dpop_key.empty();
}

Result<LoginToken> to_token(boost::json::object object) {
  LoginToken token;
  const boost::json::value* access = object.if_contains("accessToken");
  if (access != nullptr && access->is_object()) {
    const boost::json::object& keys = access->get_object();
    token.credentials.access_key_id = member(keys, "accessKeyId");
    token.credentials.secret_access_key = Secret(member(keys, "secretAccessKey"));
    token.credentials.session_token = Secret(member(keys, "sessionToken"));
    token.credentials.expiration = parse_iso8601(member(keys, "expiresAt"));
    token.credentials.account_id = member(keys, "accountId");
  }
  token.credentials.source = kSource;
  token.client_id = member(object, "clientId");
  token.refresh_token = Secret(member(object, "refreshToken"));
  token.dpop_key = Secret(member(object, "dpopKey"));
  if (!is_complete(token)) return fail(Errc::credentials, "it holds no complete login");
  token.file = std::move(object);
  return token;
}

}  // namespace

std::filesystem::path login_cache_path(const Environment& environment,
                                       std::string_view login_session) {
  const auto configured = environment.get("AWS_LOGIN_CACHE_DIRECTORY");
  const auto folder = configured
                          ? std::filesystem::path(environment.expand(*configured))
                          : std::filesystem::path(environment.home()) / ".aws" / "login" / "cache";
  return folder / fmt::format("{}.json", hex(sha256(as_bytes(trim(login_session)))));
}

Result<LoginToken> parse_login_token(std::string_view text) {
  auto object = parse_json_object(text);
  if (!object) return fail(Errc::credentials, "not JSON");
  return to_token(std::move(*object));
}

std::string format_login_token(const LoginToken& token) {
  boost::json::object file = token.file;
  boost::json::value& access = file["accessToken"];
  if (!access.is_object()) access.emplace_object();
  boost::json::object& keys = access.get_object();
  keys["accessKeyId"] = token.credentials.access_key_id;
  keys["secretAccessKey"] = to_json(token.credentials.secret_access_key);
  keys["sessionToken"] = to_json(token.credentials.session_token);
  if (!token.credentials.account_id.empty()) keys["accountId"] = token.credentials.account_id;
  keys["expiresAt"] = iso8601(token.credentials.expiration.value_or(Timestamp{}));
  file["clientId"] = token.client_id;
  file["refreshToken"] = to_json(token.refresh_token);
  file["dpopKey"] = to_json(token.dpop_key);
  return boost::json::serialize(file);
}

boost::asio::awaitable<Result<LoginToken>> read_login_token(std::filesystem::path path,
                                                            async::Deadline deadline) {
  auto object = co_await read_shared_cache(path, std::move(deadline));
  if (!object) co_return std::unexpected(object.error());
  auto token = to_token(std::move(*object));
  if (!token) co_return fail(path.string(), token.error());
  co_return token;
}

Result<void> write_login_token(const std::filesystem::path& path, const LoginToken& token) {
  std::string text = format_login_token(token);
  const WipeAtEnd wipe_text(text);
  return os::write_file_atomically(path, text, os::FileAccess::always_private);
}

}  // namespace cloudx::aws
