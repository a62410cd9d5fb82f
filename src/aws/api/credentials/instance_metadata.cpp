#include "aws/api/credentials/instance_metadata.hpp"

#include <fmt/format.h>

#include "aws/api/credentials/json_credentials.hpp"
#include "aws/core/response.hpp"
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

// Answers to a request for a token that do not change by asking again (as in botocore).
bool is_final(int status) {
  return status == 400 || status == 403 || status == 404 || status == 405;
}

}  // namespace

awaitable<Result<std::string>> InstanceMetadata::ask(std::string method, std::string path,
                                                     std::vector<HttpHeader> headers,
                                                     async::Deadline deadline) {
  auto url = parse_url(settings_.endpoint);
  if (!url) co_return std::unexpected(url.error());
  if (url->target.ends_with('/')) url->target.pop_back();
  HttpRequest request;
  request.method = std::move(method);
  request.url = std::move(*url);
  request.url.target += path;
  request.headers = std::move(headers);
  Error last;
  for (int attempt = 0; attempt < settings_.attempts; ++attempt) {
    auto response = co_await direct_.send(request, deadline.at_most(settings_.timeout));
    const bool good = response && response->status == 200 && !response->body.empty();
    if (good) co_return std::move(response->body);
    if (!response && response.error().kind == Errc::interrupted) {
      co_return std::unexpected(response.error());
    }
    last = response ? fail(Errc::credentials, fmt::format("status {}", response->status)).error()
                    : response.error();
    if (response) last.http_status = response->status;
    if (response && request.method == "PUT" && is_final(response->status)) break;
  }
  co_return fail(fmt::format("instance metadata at {}", request.url.host), last);
}

awaitable<Result<std::vector<HttpHeader>>> InstanceMetadata::session(async::Deadline deadline) {
  std::vector<HttpHeader> lifetime = {{"x-aws-ec2-metadata-token-ttl-seconds", "21600"}};
  const auto token = co_await ask("PUT", "/latest/api/token", std::move(lifetime), deadline);
  if (token) {
    std::vector<HttpHeader> proof = {{"x-aws-ec2-metadata-token", std::string(trim(*token))}};
    co_return proof;
  }
  const Error& error = token.error();
  // Services that stand in for the real one know version 1 alone, and a token may not get as far
  // as into a container: its packets die after one hop. Where nothing listens, nothing will answer.
  const bool nobody_there =
      error.kind == Errc::connect || error.kind == Errc::resolve || error.kind == Errc::interrupted;
  const bool first_version = error.http_status == 0 ? !nobody_there : error.http_status != 400;
  if (!first_version) co_return std::unexpected(error);
  if (settings_.v1_disabled) {
    co_return fail(Errc::credentials, error.message +
                                          "; version 1 is switched off by "
                                          "ec2_metadata_v1_disabled");
  }
  co_return std::vector<HttpHeader>{};
}

awaitable<Result<Credentials>> InstanceMetadata::fetch(async::Deadline deadline) {
  const auto proof = co_await session(deadline);
  if (!proof) co_return std::unexpected(proof.error());
  const auto roles = co_await ask("GET", std::string(kRolePath), *proof, deadline);
  if (!roles) co_return std::unexpected(roles.error());
  const std::string role(trim(split(*roles, '\n').front()));
  if (role.empty()) co_return fail(Errc::credentials, "the instance has no role");
  std::string path = fmt::format("{}{}", kRolePath, role);
  auto body = co_await ask("GET", std::move(path), *proof, deadline);
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

awaitable<Result<Credentials>> InstanceMetadata::get(async::Deadline deadline) {
  auto credentials = co_await fetch(deadline);
  if (credentials) {
    credentials->source = "iam-role";
    co_return credentials;
  }
  if (credentials.error().kind == Errc::interrupted) co_return credentials;
  co_return fail(Errc::credentials,
                 fmt::format("{} ({})", on_failure_, credentials.error().message));
}

}  // namespace cloudx::aws
