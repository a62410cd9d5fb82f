#pragma once
// All settings of one run, resolved from arguments, environment and the shared files in the order
// of the AWS SDKs.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "aws/core/endpoint.hpp"
#include "aws/core/environment.hpp"
#include "aws/core/profiles.hpp"
#include "base/error.hpp"

namespace cloudx::aws {

struct SettingsRequest {
  std::optional<std::string> profile;
  std::optional<std::string> region;
  // Instead of AWS_CONFIG_FILE / AWS_SHARED_CREDENTIALS_FILE and ~/.aws/{config,credentials}.
  std::optional<std::filesystem::path> config_file;
  std::optional<std::filesystem::path> credentials_file;
};

// How the EC2 instance metadata service is asked.
struct MetadataSettings {
  bool disabled = false;
  std::string endpoint = "http://169.254.169.254";
  std::chrono::seconds timeout{1};
  int attempts = 1;
  bool v1_disabled = false;  // no credentials without a session token
};

struct Settings {
  std::string profile;                 // its name
  bool profile_from_argument = false;  // then environment variables give no credentials
  std::filesystem::path config_file;
  std::filesystem::path credentials_file;
  Profiles profiles;
  std::vector<std::string> warnings;  // about the two files, for -v
  // What a user whose SSO login has expired is told to run; " --profile NAME" goes behind it.
  std::string login_command = "cloudx-proxy login";

  EndpointOptions endpoints;  // with the region; none configured: the caller's decision
  std::string region_source;  // "--region", "AWS_REGION", "profile dev"; "" without a region
  std::string ca_bundle;      // PEM file in place of the system's roots; "" for those
  int max_attempts = 5;       // as botocore; of one API call, the first included
  MetadataSettings metadata;

  // The profile in use; empty if it is "default" and in neither file.
  [[nodiscard]] Profile active_profile() const;
};

// Errors: configuration (a profile, services section or number that is not usable), not_found (the
// profile asked for is in neither file), io. Missing files are empty files.
[[nodiscard]] Result<Settings> load_settings(const Environment& environment,
                                             const SettingsRequest& request);

}  // namespace cloudx::aws
