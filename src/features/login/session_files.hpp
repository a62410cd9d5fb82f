#pragma once
// The files that a login leaves behind.

#include <filesystem>
#include <string>
#include <vector>

#include "aws/api/credentials/sso_session.hpp"
#include "aws/core/profiles.hpp"

namespace cloudx::login {

// Names the files of one session, there or not: its token, its registration, and what the AWS CLI
// keeps of the roles that profiles take with it.
[[nodiscard]] std::vector<std::filesystem::path> session_files(const std::string& home,
                                                               const aws::SsoSession& session,
                                                               const aws::Profiles& profiles);

}  // namespace cloudx::login
