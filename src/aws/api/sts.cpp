#include "aws/api/sts.hpp"

#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/api/api_operation.hpp"
#include "aws/core/text.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

// "arn:aws:sts::123456789012:assumed-role/Admin/session" -> "123456789012"
std::string account_of_arn(std::string_view arn) {
  const auto parts = split(arn, ':');
  return parts.size() >= 6 ? std::string(parts[4]) : std::string();
}

Result<Credentials> to_credentials(const pugi::xml_node& result) {
  const pugi::xml_node node = result.child("Credentials");
  Credentials out;
  out.access_key_id = node.child_value("AccessKeyId");
  out.secret_access_key = Secret(node.child_value("SecretAccessKey"));
  out.session_token = Secret(node.child_value("SessionToken"));
  out.expiration = parse_iso8601(node.child_value("Expiration"));
  out.account_id = account_of_arn(result.child("AssumedRoleUser").child_value("Arn"));
  if (out.access_key_id.empty() || out.secret_access_key.empty() || out.session_token.empty()) {
    return fail(Errc::protocol, "the answer of STS has no credentials");
  }
  return out;
}

std::string duration_text(const std::optional<int>& seconds) {
  return seconds ? fmt::format("{}", *seconds) : std::string();
}

}  // namespace

awaitable<Result<CallerIdentity>> Sts::get_caller_identity(async::Deadline deadline) {
  ApiOperation api_operation{kSts, "GetCallerIdentity", {}};
  QueryForm form(kSts, "GetCallerIdentity");
  const auto output =
      co_await send_query(client_, signer_, std::move(api_operation), std::move(form), deadline);
  if (!output) co_return std::unexpected(output.error());
  const pugi::xml_node result = output->result();
  co_return CallerIdentity{result.child_value("Account"), result.child_value("Arn"),
                           result.child_value("UserId")};
}

awaitable<Result<Credentials>> Sts::assume_role(AssumeRoleRequest request,
                                                async::Deadline deadline) {
  ApiOperation api_operation{kSts, "AssumeRole", {}};
  QueryForm form(kSts, "AssumeRole");
  form.add("RoleArn", request.role_arn)
      .add("RoleSessionName", request.session_name)
      .add_optional("ExternalId", request.external_id)
      .add_optional("SerialNumber", request.serial_number)
      .add_optional("TokenCode", request.token_code)
      .add_optional("DurationSeconds", duration_text(request.duration_seconds));
  const auto output =
      co_await send_query(client_, signer_, std::move(api_operation), std::move(form), deadline);
  if (!output) co_return std::unexpected(output.error());
  co_return to_credentials(output->result());
}

awaitable<Result<Credentials>> Sts::assume_role_with_web_identity(WebIdentityRequest request,
                                                                  async::Deadline deadline) {
  ApiOperation api_operation{kSts, "AssumeRoleWithWebIdentity", {}};
  QueryForm form(kSts, "AssumeRoleWithWebIdentity");
  form.add("RoleArn", request.role_arn)
      .add("RoleSessionName", request.session_name)
      .add("WebIdentityToken", request.token.reveal())
      .add_optional("DurationSeconds", duration_text(request.duration_seconds));
  const auto output =
      co_await send_query(client_, nullptr, std::move(api_operation), std::move(form), deadline);
  if (!output) co_return std::unexpected(output.error());
  co_return to_credentials(output->result());
}

}  // namespace cloudx::aws
