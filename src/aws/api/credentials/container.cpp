#include "aws/api/credentials/container.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "async/sleep.hpp"
#include "aws/api/credentials/json_credentials.hpp"
#include "aws/core/response.hpp"
#include "aws/core/text.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

namespace {

constexpr std::string_view kContext = "container credentials";
constexpr int kAttempts = 3;
constexpr std::chrono::seconds kTimeout{2};
constexpr std::chrono::seconds kPause{1};
constexpr std::array<std::string_view, 3> kAgents = {"169.254.170.2", "169.254.170.23",
                                                     "fd00:ec2::23"};

bool is_allowed(const Url& url) {
  if (url.scheme == "https") return true;
  return url.scheme == "http" &&
         (is_loopback_host(url.host) || std::ranges::find(kAgents, url.host) != kAgents.end());
}

}  // namespace

Result<std::optional<ContainerSettings>> container_settings(const Environment& environment) {
  const auto relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const auto full = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!relative && !full) return std::nullopt;
  auto url = parse_url(relative ? "http://169.254.170.2" + *relative : *full);
  if (!url) return fail(kContext, url.error());
  if (!is_allowed(*url)) {
    return fail(Errc::credentials,
                fmt::format("{}: AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to a "
                            "loopback or container agent address, not to {}",
                            kContext, url->host));
  }
  ContainerSettings out;
  out.url = std::move(*url);
  out.token_file = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").value_or("");
  out.token = Secret(environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or(""));
  return out;
}

Result<HttpRequest> ContainerCredentials::request() const {
  Secret token = settings_.token;
  if (!settings_.token_file.empty()) {
    auto content = os::read_file(settings_.token_file, 1U << 16);
    if (!content) return fail(kContext, content.error());
    token = Secret(std::move(*content));
  }
  if (token.reveal().find_first_of("\r\n") != std::string_view::npos) {
    return fail(Errc::credentials,
                fmt::format("{}: the authorization token has a line break", kContext));
  }
  HttpRequest out;
  out.url = settings_.url;
  out.headers = {{"Accept", "application/json"}};
  if (!token.empty()) out.headers.push_back({"Authorization", std::string(token.reveal())});
  return out;
}

boost::asio::awaitable<Result<Credentials>> ContainerCredentials::get(async::Deadline deadline) {
  Error last;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0) {
      const auto slept = co_await async::sleep_for(kPause, deadline);
      if (!slept) co_return fail(kContext, slept.error());
    }
    auto prepared = request();
    if (!prepared) co_return std::unexpected(prepared.error());
    auto response = co_await direct_.send(std::move(*prepared), deadline.at_most(kTimeout));
    if (response && response->status == 200) {
      const auto object = parse_json_object(response->body);
      wipe(response->body);
      if (!object) co_return fail(kContext, object.error());
      auto credentials = credentials_from_json(*object, "Token");
      if (!credentials) co_return fail(kContext, credentials.error());
      credentials->source = "container-role";
      co_return std::move(*credentials);
    }
    last = response ? fail(Errc::credentials,
                           fmt::format("status {} from {}: {}", response->status,
                                       settings_.url.host, presentable(response->body, 200)))
                          .error()
                    : response.error();
    if (last.kind == Errc::interrupted) break;
  }
  co_return fail(kContext, last);
}

}  // namespace cloudx::aws
