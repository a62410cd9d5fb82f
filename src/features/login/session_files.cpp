#include "features/login/session_files.hpp"

#include "aws/api/credentials/cli_cache.hpp"
#include "aws/api/credentials/sso_client_cache.hpp"
#include "aws/api/credentials/sso_credentials.hpp"
#include "aws/api/credentials/sso_token.hpp"

namespace cloudx::login {

std::vector<std::filesystem::path> session_files(const std::string& home,
                                                 const aws::SsoSession& session,
                                                 const aws::Profiles& profiles) {
  std::vector<std::filesystem::path> files = {aws::sso_token_path(home, session.cache_name()),
                                              aws::sso_client_path(home, session)};
  for (const auto& [name, profile] : profiles.profiles) {
    if (!aws::uses_sso(profile)) continue;
    const auto role = aws::sso_settings(profile, profiles, home);
    if (!role || role->session.cache_name() != session.cache_name()) continue;
    files.push_back(
        aws::cli_cache_path(home, aws::cli_cache_key(role->account_id, role->role_name,
                                                     role->session.name, role->session.start_url)));
  }
  return files;
}

}  // namespace cloudx::login
