#include "aws/api/credentials/static_credentials.hpp"

#include <fmt/format.h>

namespace cloudx::aws {

boost::asio::awaitable<Result<Credentials>> StaticCredentials::get(async::Deadline /*deadline*/) {
  co_return credentials_;
}

Result<std::optional<Credentials>> credentials_in_environment(const Environment& environment) {
  const auto id = environment.get("AWS_ACCESS_KEY_ID");
  if (!id) return std::nullopt;
  auto secret = environment.get("AWS_SECRET_ACCESS_KEY");
  if (!secret) {
    return fail(Errc::credentials,
                "the environment has AWS_ACCESS_KEY_ID but no AWS_SECRET_ACCESS_KEY");
  }
  auto token = environment.get("AWS_SESSION_TOKEN");
  if (!token) token = environment.get("AWS_SECURITY_TOKEN");
  Credentials out;
  out.access_key_id = *id;
  out.secret_access_key = Secret(std::move(*secret));
  out.session_token = Secret(std::move(token).value_or(""));
  out.account_id = environment.get("AWS_ACCOUNT_ID").value_or("");
  out.source = "env";
  if (const auto expiration = environment.get("AWS_CREDENTIAL_EXPIRATION")) {
    out.expiration = parse_iso8601(*expiration);
    if (!out.expiration) {
      return fail(Errc::credentials, "AWS_CREDENTIAL_EXPIRATION is not an ISO 8601 time");
    }
  }
  return out;
}

Result<std::optional<Credentials>> credentials_in_section(const ConfigSection& section,
                                                          const std::string& source,
                                                          const std::string& where) {
  const auto id = section_get(section, "aws_access_key_id");
  if (!id) return std::nullopt;
  auto secret = section_get(section, "aws_secret_access_key");
  if (!secret) {
    return fail(Errc::credentials,
                fmt::format("{} has aws_access_key_id but no aws_secret_access_key", where));
  }
  // aws_security_token is its name of boto's days, which some tools still write.
  auto token = section_get(section, "aws_session_token");
  if (!token) token = section_get(section, "aws_security_token");
  Credentials out;
  out.access_key_id = *id;
  out.secret_access_key = Secret(std::move(*secret));
  out.session_token = Secret(std::move(token).value_or(""));
  out.account_id = section_get(section, "aws_account_id").value_or("");
  out.source = source;
  return out;
}

}  // namespace cloudx::aws
