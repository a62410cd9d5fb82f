#pragma once
// Which AWS account, region and files a command works with.

#include <optional>
#include <string>

#include "aws/core/settings.hpp"
#include "base/error.hpp"
#include "home/process_context.hpp"

namespace cloudx::home {

// As given on the command line.
struct AccountRequest {
  std::optional<std::string> profile;
  std::optional<std::string> region;
  std::optional<std::string> aws_env;  // ~/.aws/aws-envs/NAME/{config,credentials}
};

struct Account {
  aws::Settings settings;                // its region is set
  bool default_profile_missing = false;  // none was named, and the default one does not exist

  [[nodiscard]] const std::string& region() const { return *settings.endpoints.region; }
};

// The profile whose own credentials are used: the one in use, or where that takes on a role the one
// at the end of its source_profile settings.
[[nodiscard]] std::string source_profile(const Account& account);

// That profile, where a login to IAM Identity Center gives its credentials.
[[nodiscard]] std::optional<std::string> login_profile(const Account& account);

// The command that renews the login behind the credentials, where there is one: IAM Identity
// Center's, or that of the console (`aws login`).
[[nodiscard]] std::optional<std::string> login_remedy(const Account& account);

// Without a named profile: `default_profile` where the shared files have it, else whatever the
// environment gives; an empty one leaves the choice to the environment, as the SDKs do. Errc::usage
// for what the command line says wrongly, not_found when the named profile is in neither file,
// configuration for files that do not fit.
[[nodiscard]] Result<Account> find_account(const AccountRequest& request,
                                           const std::string& default_profile,
                                           const ProcessContext& context);

}  // namespace cloudx::home
