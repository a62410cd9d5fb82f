#include "aws/api/credentials/instance_metadata.hpp"

#include <fmt/format.h>

#include "aws/api/credentials/json_credentials.hpp"
#include "aws/core/answer.hpp"
#include "aws/core/text.hpp"

namespace cloudx::aws {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kRolePath = "/latest/meta-data/iam/security-credentials/";

// The service goes on handing out old credentials when it cannot renew them, and AWS takes them:
// they are used and asked for again in 15 minutes and some (AWS SDKs, "static stability"). The
// other 15 minutes are those that renewal comes before the expiration.
void keep_alive(Credentials& credentials, Timestamp now) {
  using std::chrono::minutes;
  if (!credentials.expiration || *credentials.expiration - now >= minutes(15)) return;
  const auto jitter = std::chrono::seconds(static_cast<int>(120 + random_unit() * 480));
  credentials.expiration = now + minutes(15) + jitter + minutes(15);
}

}  // namespace

awaitable<Result<std::string>> InstanceMetadata::ask(std::string method, std::string path,
                                                     HttpHeader header, net::Budget budget) {
  auto url = parse_url(settings_.endpoint);
  if (!url) co_return std::unexpected(url.error());
  if (url->target.ends_with('/')) url->target.pop_back();
  HttpRequest request;
  request.method = std::move(method);
  request.url = std::move(*url);
  request.url.target += path;
  request.headers = {std::move(header)};
  Error last;
  for (int attempt = 0; attempt < settings_.attempts; ++attempt) {
    auto answer = co_await direct_.send(request, budget.at_most(settings_.timeout));
    if (answer && answer->status == 200) co_return std::move(answer->body);
    if (!answer && answer.error().kind == Errc::interrupted) {
      co_return std::unexpected(answer.error());
    }
    last = answer ? fail(Errc::credentials, fmt::format("status {}", answer->status)).error()
                  : answer.error();
  }
  co_return fail(fmt::format("instance metadata at {}", request.url.host), last);
}

awaitable<Result<Credentials>> InstanceMetadata::fetch(net::Budget budget) {
  HttpHeader lifetime{"x-aws-ec2-metadata-token-ttl-seconds", "21600"};
  const auto token = co_await ask("PUT", "/latest/api/token", std::move(lifetime), budget);
  if (!token) co_return std::unexpected(token.error());
  const HttpHeader proof{"x-aws-ec2-metadata-token", std::string(trim(*token))};
  const auto roles = co_await ask("GET", std::string(kRolePath), proof, budget);
  if (!roles) co_return std::unexpected(roles.error());
  const std::string role(trim(split(*roles, '\n').front()));
  if (role.empty()) co_return fail(Errc::credentials, "the instance has no role");
  std::string path = fmt::format("{}{}", kRolePath, role);
  auto body = co_await ask("GET", std::move(path), proof, budget);
  if (!body) co_return std::unexpected(body.error());
  const auto object = parse_json_object(*body);
  wipe(*body);
  if (!object) co_return fail("instance metadata", object.error());
  const std::string code = member(*object, "Code");
  if (code != "Success") {
    co_return fail(Errc::credentials,
                   fmt::format("the metadata service has no credentials: {}", presentable(code)));
  }
  auto credentials = credentials_from_json(*object, "Token");
  if (credentials) keep_alive(*credentials, clock_.now());
  co_return credentials;
}

awaitable<Result<Credentials>> InstanceMetadata::get(net::Budget budget) {
  auto credentials = co_await fetch(budget);
  if (credentials) {
    credentials->source = "iam-role";
    co_return credentials;
  }
  if (credentials.error().kind == Errc::interrupted) co_return credentials;
  co_return fail(Errc::credentials,
                 fmt::format("{} ({})", on_failure_, credentials.error().message));
}

}  // namespace cloudx::aws
