// The portal of IAM Identity Center: what a user who has logged in may use.

#include <chrono>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "sandbox/api/call.hpp"

namespace cloudx::sandbox {

namespace {

namespace json = boost::json;

std::expected<void, ApiError> check_token(const World& world, const ApiCall& call) {
  const std::string& token = world.identity_center.access_token;
  if (!call.bearer_token.empty() && call.bearer_token == token) return {};
  return api_error("UnauthorizedException", "Session token not found or invalid", 401);
}

ApiResult get_role_credentials(World& world, const ApiCall& call) {
  if (const auto known = check_token(world, call); !known) return std::unexpected(known.error());
  const std::string role = call.field("role_name");
  if (role.empty() || call.field("account_id") != kAccount) {
    return api_error("ForbiddenException", "No access", 403);
  }
  const AccessKey& key = world.credentials.add_role_key(
      fmt::format("arn:aws:iam::{}:role/{}", kAccount, role), "sso-user",
      world.faults.lifetime_of(std::chrono::hours(1)), call.now);
  const auto expires =
      std::chrono::duration_cast<std::chrono::milliseconds>(key.expires->time_since_epoch());
  return json::serialize(
      json::object{{"roleCredentials", json::object{{"accessKeyId", key.id},
                                                    {"secretAccessKey", key.secret.reveal()},
                                                    {"sessionToken", key.session_token.reveal()},
                                                    {"expiration", expires.count()}}}});
}

// One page of `all` as the member `name`.
ApiResult one_page(const World& world, const ApiCall& call, std::string_view name,
                   const json::array& all) {
  const auto page = page_of(call.field("next_token"), all.size(), world.identity_center.page_size);
  if (!page) return api_error("InvalidRequestException", "The next token is not valid");
  json::array items;
  for (std::size_t i = page->first; i < page->last; ++i) items.push_back(all[i]);
  json::object answer{{name, std::move(items)}};
  if (!page->next_token.empty()) answer["nextToken"] = page->next_token;
  return json::serialize(answer);
}

ApiResult list_accounts(World& world, const ApiCall& call) {
  if (const auto known = check_token(world, call); !known) return std::unexpected(known.error());
  json::array all;
  for (const SsoAccount& account : world.identity_center.accounts) {
    all.push_back(json::object{{"accountId", account.id},
                               {"accountName", account.name},
                               {"emailAddress", "aws@example.com"}});
  }
  return one_page(world, call, "accountList", all);
}

ApiResult list_account_roles(World& world, const ApiCall& call) {
  if (const auto known = check_token(world, call); !known) return std::unexpected(known.error());
  const SsoAccount* account = world.identity_center.account(call.field("account_id"));
  if (account == nullptr) return api_error("ResourceNotFoundException", "No such account", 404);
  json::array all;
  for (const std::string& role : account->roles) {
    all.push_back(json::object{{"roleName", role}, {"accountId", account->id}});
  }
  return one_page(world, call, "roleList", all);
}

ApiResult logout(World& world, const ApiCall& call) {
  if (const auto known = check_token(world, call); !known) return std::unexpected(known.error());
  world.identity_center.access_token.clear();
  world.identity_center.refresh_token.clear();
  return std::string();
}

}  // namespace

std::vector<Operation> sso_operations() {
  return {{"sso", "GetRoleCredentials", get_role_credentials, false},
          {"sso", "ListAccounts", list_accounts, false},
          {"sso", "ListAccountRoles", list_account_roles, false},
          {"sso", "Logout", logout, false}};
}

}  // namespace cloudx::sandbox
