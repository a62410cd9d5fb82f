#include "aws/api/sso.hpp"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "aws/core/response.hpp"
#include "base/encoding.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;
namespace json = boost::json;

namespace {

constexpr int kMaxPages = 1000;
constexpr int kPageSize = 100;  // the most that the service allows

Result<Credentials> to_credentials(const json::object& output) {
  const json::value* found = find_member(output, "roleCredentials");
  if (found == nullptr || !found->is_object()) {
    return fail(Errc::protocol, "sso GetRoleCredentials: the answer has no credentials");
  }
  const json::object& role = found->get_object();
  Credentials out;
  out.access_key_id = member(role, "accessKeyId");
  out.secret_access_key = Secret(member(role, "secretAccessKey"));
  out.session_token = Secret(member(role, "sessionToken"));
  const json::value* expiration = find_member(role, "expiration");
  if (expiration != nullptr && expiration->is_int64()) {
    const std::chrono::milliseconds since_epoch(expiration->get_int64());
    out.expiration = Timestamp(std::chrono::floor<std::chrono::seconds>(since_epoch));
  }
  if (out.access_key_id.empty() || out.secret_access_key.empty() || out.session_token.empty()) {
    return fail(Errc::protocol, "sso GetRoleCredentials: the answer has incomplete credentials");
  }
  return out;
}

void append(const json::object& output, const std::string& list, std::vector<json::object>& all) {
  const json::value* found = find_member(output, list);
  if (found == nullptr || !found->is_array()) return;
  for (const json::value& item : found->get_array()) {
    if (item.is_object()) all.push_back(item.get_object());
  }
}

}  // namespace

struct Sso::Request {
  const char* operation;
  const char* method;
  std::string target;  // path and query
  std::string region;
  Secret token;
};

awaitable<Result<json::object>> Sso::send(Request request, async::Deadline deadline) {
  const auto endpoint = client_.endpoint(kSso, request.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  ApiRequest api_request;
  api_request.service = &kSso;
  api_request.request.method = request.method;
  api_request.request.url = endpoint->at(request.target);
  api_request.request.headers = {{"x-amz-sso_bearer_token", std::string(request.token.reveal())}};
  auto response = co_await client_.send(std::move(api_request), nullptr, deadline);
  if (!response) co_return std::unexpected(response.error());
  auto output = parse_json_object(response->body);
  wipe(response->body);
  if (!output) co_return fail(fmt::format("sso {}", request.operation), output.error());
  co_return std::move(*output);
}

awaitable<Result<std::vector<json::object>>> Sso::all_pages(Request request, std::string list,
                                                            async::Deadline deadline) {
  const std::string first = request.target;
  std::vector<json::object> all;
  for (int page = 0; page < kMaxPages; ++page) {
    const auto output = co_await send(request, deadline);
    if (!output) co_return std::unexpected(output.error());
    append(*output, list, all);
    const std::string next = member(*output, "nextToken");
    if (next.empty()) co_return all;
    request.target = fmt::format("{}&next_token={}", first, percent_encode(next));
  }
  co_return fail(Errc::protocol, fmt::format("sso {}: the pages do not end", request.operation));
}

awaitable<Result<Credentials>> Sso::get_role_credentials(RoleCredentialsRequest request,
                                                         async::Deadline deadline) {
  Request get{"GetRoleCredentials", "GET",
              fmt::format("/federation/credentials?role_name={}&account_id={}",
                          percent_encode(request.role_name), percent_encode(request.account_id)),
              request.region, request.access_token};
  const auto output = co_await send(std::move(get), deadline);
  if (!output) co_return std::unexpected(output.error());
  auto credentials = to_credentials(*output);
  if (credentials) credentials->account_id = request.account_id;
  co_return credentials;
}

awaitable<Result<std::vector<SsoAccount>>> Sso::list_accounts(SsoAccess access,
                                                              async::Deadline deadline) {
  Request get{"ListAccounts", "GET", fmt::format("/assignment/accounts?max_result={}", kPageSize),
              access.region, access.token};
  const auto items = co_await all_pages(std::move(get), "accountList", deadline);
  if (!items) co_return std::unexpected(items.error());
  std::vector<SsoAccount> accounts;
  for (const json::object& item : *items) {
    accounts.push_back(
        {member(item, "accountId"), member(item, "accountName"), member(item, "emailAddress")});
  }
  co_return accounts;
}

awaitable<Result<std::vector<std::string>>> Sso::list_account_roles(SsoAccess access,
                                                                    std::string account_id,
                                                                    async::Deadline deadline) {
  Request get{"ListAccountRoles", "GET",
              fmt::format("/assignment/roles?max_result={}&account_id={}", kPageSize,
                          percent_encode(account_id)),
              access.region, access.token};
  const auto items = co_await all_pages(std::move(get), "roleList", deadline);
  if (!items) co_return std::unexpected(items.error());
  std::vector<std::string> roles;
  for (const json::object& item : *items) roles.push_back(member(item, "roleName"));
  co_return roles;
}

awaitable<Result<void>> Sso::logout(SsoAccess access, async::Deadline deadline) {
  Request post{"Logout", "POST", "/logout", access.region, access.token};
  const auto output = co_await send(std::move(post), deadline);
  if (!output) co_return std::unexpected(output.error());
  co_return Result<void>{};
}

}  // namespace cloudx::aws
