#include "aws/api/credentials/cli_cache.hpp"

#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aws/api/credentials/json_credentials.hpp"
#include "aws/api/credentials/shared_cache.hpp"
#include "aws/core/response.hpp"
#include "base/crypto.hpp"

namespace cloudx::aws {

namespace {

std::string json_text(std::string_view text) {
  return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

}  // namespace

std::string cli_cache_key(const AssumeRoleRequest& request, bool session_name_generated) {
  std::vector<std::string> members;  // in alphabetical order
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) members.push_back(fmt::format("\"{}\": {}", name, json_text(value)));
  };
  if (request.duration_seconds) {
    members.push_back(fmt::format("\"DurationSeconds\": {}", *request.duration_seconds));
  }
  add("ExternalId", request.external_id);
  add("RoleArn", request.role_arn);
  if (!session_name_generated) add("RoleSessionName", request.session_name);
  add("SerialNumber", request.serial_number);
  return fmt::format("{{{}}}", fmt::join(members, ", "));
}

std::string cli_cache_key(std::string_view account_id, std::string_view role_name,
                          std::string_view session_name, std::string_view start_url) {
  const bool legacy = session_name.empty();
  return fmt::format("{{\"accountId\":{},\"roleName\":{},\"{}\":{}}}", json_text(account_id),
                     json_text(role_name), legacy ? "startUrl" : "sessionName",
                     json_text(legacy ? start_url : session_name));
}

std::filesystem::path cli_cache_path(std::string_view home, std::string_view cache_key) {
  return std::filesystem::path(home) / ".aws" / "cli" / "cache" /
         fmt::format("{}.json", sha1_hex(cache_key));
}

boost::asio::awaitable<std::optional<Credentials>> read_cli_cache(std::filesystem::path path,
                                                                  Timestamp now,
                                                                  async::Deadline deadline) {
  const auto object = co_await read_shared_cache(std::move(path), std::move(deadline));
  if (!object) co_return std::nullopt;
  const boost::json::value* inner = find_member(*object, "Credentials");
  if (inner == nullptr || !inner->is_object()) co_return std::nullopt;
  auto credentials = credentials_from_json(inner->get_object(), "SessionToken");
  if (!credentials || !credentials->expiration) co_return std::nullopt;
  if (*credentials->expiration - now <= std::chrono::minutes(15)) co_return std::nullopt;
  co_return std::move(*credentials);
}

}  // namespace cloudx::aws
