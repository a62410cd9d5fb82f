#include "features/login/logout.hpp"

#include <fmt/format.h>

#include "aws/api/credentials/sso_token.hpp"

namespace cloudx::login {

namespace {

Result<void> remove_files(const std::vector<std::filesystem::path>& files) {
  for (const std::filesystem::path& file : files) {
    std::error_code error;
    std::filesystem::remove(file, error);
    if (error) {
      return fail(Errc::io, fmt::format("cannot remove {}: {}", file.string(), error.message()));
    }
  }
  return {};
}

}  // namespace

boost::asio::awaitable<Result<LogoutOutcome>> log_out(aws::Sso& sso, std::string home,
                                                      aws::SsoSession session,
                                                      std::vector<std::filesystem::path> files,
                                                      async::Deadline deadline) {
  LogoutOutcome outcome;
  auto path = aws::sso_token_path(home, session.cache_name());
  const auto token = co_await aws::read_sso_token(std::move(path), deadline);
  outcome.was_logged_in = token.has_value();
  // First the files: whatever the network does, nobody on this machine uses them any more.
  if (auto removed = remove_files(files); !removed) co_return std::unexpected(removed.error());
  if (!token) co_return outcome;
  aws::SsoAccess access{session.region, token->access_token};
  const auto told = co_await sso.logout(std::move(access), deadline);
  // 401: the token had expired already.
  if (!told && told.error().http_status != 401) outcome.service_failure = told.error();
  co_return outcome;
}

}  // namespace cloudx::login
