#pragma once
// Profiles written into ~/.aws/config and ~/.aws/credentials, for every AWS tool to use.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::aws {

struct SharedFiles {
  std::filesystem::path config;
  std::filesystem::path credentials;
};

// Access keys of an IAM user.
struct StaticProfile {
  std::string name;
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;  // empty for a long-term key
  std::string region;
};

// A role that IAM Identity Center gives.
struct SsoProfile {
  std::string name;
  std::string session_name;  // of the [sso-session] that profiles share
  std::string start_url;
  std::string sso_region;  // of the Identity Center
  std::string account_id;
  std::string role_name;
  std::string region;  // of the resources
};

// What a file is to become. `before` and `after` may hold keys: they are wiped with this object.
struct FileChange {
  std::filesystem::path path;
  Secret before;  // empty for a file that does not exist
  Secret after;
  bool secret = false;  // the credentials file: always private, and nothing to show
};

// The files that would change; none when the profile is there already. Errors of both:
// configuration (the profile or session exists and says something else that would win over or
// contradict this one; a value that set_in_config() refuses) and io.
[[nodiscard]] Result<std::vector<FileChange>> plan_profile(const SharedFiles& files,
                                                           const StaticProfile& profile);
[[nodiscard]] Result<std::vector<FileChange>> plan_profile(const SharedFiles& files,
                                                           const SsoProfile& profile);

// Writes each file in one step: new ones, and their folder, for the user alone; a file that is
// there keeps its owner and mode. Errc::io, also when a file has changed since it was planned.
[[nodiscard]] Result<void> apply(const std::vector<FileChange>& changes);

}  // namespace cloudx::aws
