#include "aws/api/credentials/assume_role.hpp"

#include <utility>

#include <fmt/format.h>

#include "aws/api/credentials/cli_cache.hpp"

namespace cloudx::aws {

namespace {

constexpr std::string_view kSource = "assume-role";

}  // namespace

std::string generated_session_name(Timestamp now) {
  return fmt::format("cloudx-proxy-{}", now.time_since_epoch().count());
}

AssumeRole::AssumeRole(AssumeRoleSettings settings, std::unique_ptr<CredentialsProvider> source,
                       ApiClient& client)
    : settings_(std::move(settings)), source_(std::move(source)), client_(client) {}

boost::asio::awaitable<Result<Credentials>> AssumeRole::get(async::Deadline deadline) {
  AssumeRoleRequest request = settings_.request;
  const Timestamp now = client_.clock().now();
  if (use_cli_cache_) {
    const std::string key = cli_cache_key(request, request.session_name.empty());
    auto cached = co_await read_cli_cache(cli_cache_path(settings_.home, key), now, deadline);
    if (cached) {
      cached->source = kSource;
      co_return std::move(*cached);
    }
  }
  if (request.session_name.empty()) request.session_name = generated_session_name(now);
  if (!request.serial_number.empty()) {
    if (!settings_.ask_mfa_code) {
      co_return fail(Errc::credentials,
                     fmt::format("profile {} needs a code of MFA device {}, and there is no "
                                 "terminal to ask for it: run an aws-cli command with this "
                                 "profile first, its result is used for an hour",
                                 settings_.profile, request.serial_number));
    }
    auto code = co_await settings_.ask_mfa_code(request.serial_number, deadline);
    if (!code) co_return std::unexpected(code.error());
    request.token_code = std::move(*code);
  }
  Sts sts(client_, source_.get());
  const std::string role_arn = request.role_arn;
  auto credentials = co_await sts.assume_role(std::move(request), deadline);
  if (!credentials) {
    co_return fail(fmt::format("profile {}: assuming role {}", settings_.profile, role_arn),
                   credentials.error());
  }
  credentials->source = kSource;
  co_return std::move(*credentials);
}

void AssumeRole::expired(std::string_view /*access_key_id*/) {
  use_cli_cache_ = false;
}

}  // namespace cloudx::aws
