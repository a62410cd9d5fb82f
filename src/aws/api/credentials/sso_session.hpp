#pragma once
// What a profile says about its login to IAM Identity Center.

#include <string>
#include <vector>

#include "aws/core/profiles.hpp"
#include "base/error.hpp"

namespace cloudx::aws {

// Where a user logs in. Profiles that name the same session share one login.
struct SsoSession {
  std::string name;  // "": legacy form, everything in the profile, no refresh
  std::string start_url;
  std::string region;               // of the Identity Center
  std::vector<std::string> scopes;  // empty in the legacy form

  // The token file is named after it.
  [[nodiscard]] const std::string& cache_name() const { return name.empty() ? start_url : name; }
};

// Errc::configuration: a key is missing, the sso-session unknown, or profile and session disagree.
[[nodiscard]] Result<SsoSession> sso_session_of(const Profile& profile, const Profiles& profiles);

}  // namespace cloudx::aws
