#include "aws/api/credentials/json_credentials.hpp"

#include <fmt/format.h>

#include "aws/core/response.hpp"

namespace cloudx::aws {

Result<Credentials> credentials_from_json(const boost::json::object& object,
                                          std::string_view token_member) {
  Credentials out;
  out.access_key_id = member(object, "AccessKeyId");
  out.secret_access_key = Secret(member(object, "SecretAccessKey"));
  out.session_token = Secret(member(object, token_member));
  out.account_id = member(object, "AccountId");
  if (out.access_key_id.empty() || out.secret_access_key.empty()) {
    return fail(Errc::credentials, "the answer has no AccessKeyId or no SecretAccessKey");
  }
  const std::string expiration = member(object, "Expiration");
  if (!expiration.empty()) {
    out.expiration = parse_iso8601(expiration);
    if (!out.expiration) {
      return fail(Errc::credentials, "the answer has an Expiration that is not an ISO 8601 time");
    }
  }
  return out;
}

}  // namespace cloudx::aws
