#include "features/doctor/account_checks.hpp"

#include <fmt/format.h>

#include "aws/core/error_class.hpp"

namespace cloudx::doctor {

namespace {

constexpr mode_t kReadByOthers = 077;
constexpr mode_t kWrittenByOthers = 022;
// The services accept five minutes; a clock that is kept by NTP is never off by one.
constexpr std::chrono::seconds kToleratedSkew{60};

std::string login_command(const home::Account& account) {
  return fmt::format("cloudx-proxy login --profile {}", account.settings.profile);
}

std::string credentials_remedy(const home::Account& account) {
  if (uses_sso(account)) return login_command(account);
  if (account.default_profile_missing) {
    return "cloudx-proxy setup makes a profile; --profile names another one";
  }
  return fmt::format("correct profile {} in {} or {}, or name another one with --profile",
                     account.settings.profile, account.settings.config_file.string(),
                     account.settings.credentials_file.string());
}

// The last characters are what the console and `aws iam list-access-keys` are compared with.
std::string shortened(const std::string& access_key_id) {
  constexpr std::size_t kShown = 4;
  if (access_key_id.size() <= 2 * kShown) return access_key_id;
  return fmt::format("{}...{}", access_key_id.substr(0, kShown),
                     access_key_id.substr(access_key_id.size() - kShown));
}

std::string magnitude(std::chrono::seconds span) {
  const auto seconds = span.count() < 0 ? -span.count() : span.count();
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} minutes", seconds / 60);
  return fmt::format("{} hours", seconds / 3600);
}

}  // namespace

Finding check_aws_file(AwsFile kind, const FileFacts& file) {
  const std::string name = kind == AwsFile::config ? "AWS config" : "AWS credentials file";
  const std::string path = file.path.string();
  if (!file.exists) return skipped(name, path + " does not exist");
  if (file.is_directory) {
    return failure(name, path + " is a folder", "move it away: a file belongs there");
  }
  if (!file.readable) {
    return failure(name, fmt::format("{} cannot be read (mode {})", path, octal(file.mode)),
                   fmt::format("make it yours and readable: chmod 600 {}", path));
  }
  if (kind == AwsFile::credentials && (file.mode & kReadByOthers) != 0) {
    return warning(name, fmt::format("{} is open to others (mode {})", path, octal(file.mode)),
                   fmt::format("chmod 600 {}", path));
  }
  if ((file.mode & kWrittenByOthers) != 0) {
    return warning(name,
                   fmt::format("{} can be changed by others (mode {})", path, octal(file.mode)),
                   fmt::format("chmod go-w {}", path));
  }
  return good(name, path);
}

Finding check_profile(const Result<home::Account>& account) {
  const std::string name = "profile";
  if (!account) {
    return failure(name, account.error().message,
                   "cloudx-proxy setup makes a profile; --profile names another one");
  }
  if (account->default_profile_missing) {
    return good(name, "none of the default name: credentials come from the environment");
  }
  return good(name, account->settings.profile);
}

Finding check_region(const home::Account& account) {
  return good("region", fmt::format("{} ({})", account.region(), account.settings.region_source));
}

bool uses_sso(const home::Account& account) {
  const aws::Profile profile = account.settings.active_profile();
  return profile.has("sso_session") || profile.has("sso_start_url");
}

Finding check_credentials(const Result<aws::Credentials>& credentials,
                          const home::Account& account) {
  const std::string name = "credentials";
  if (!credentials) return failure(name, credentials.error().message, credentials_remedy(account));
  std::string text =
      fmt::format("{} from {}", shortened(credentials->access_key_id), credentials->source);
  if (credentials->expiration) text += ", valid until " + iso8601(*credentials->expiration);
  return good(name, std::move(text));
}

Finding check_identity(const Result<aws::CallerIdentity>& identity, const home::Account& account) {
  const std::string name = "identity";
  if (identity) return good(name, identity->arn);
  const Error& error = identity.error();
  if (aws::is_expired(error)) {
    return failure(name, error.message,
                   uses_sso(account) ? login_command(account)
                                     : fmt::format("renew the temporary credentials of profile {}",
                                                   account.settings.profile));
  }
  if (aws::is_unknown_key(error)) {
    return failure(name, error.message,
                   fmt::format("AWS does not accept the access key of profile {}: check the key "
                               "and its secret",
                               account.settings.profile));
  }
  return failure(name, error.message, "nothing else can be asked of AWS before this works");
}

Finding check_clock(std::optional<std::chrono::seconds> ahead) {
  const std::string name = "clock";
  if (!ahead) return skipped(name, "no answer of AWS to compare it with");
  if (std::chrono::abs(*ahead) <= kToleratedSkew) return good(name, "agrees with that of AWS");
  return warning(name,
                 fmt::format("this machine is {} {} AWS", magnitude(*ahead),
                             ahead->count() > 0 ? "behind" : "ahead of"),
                 "set the clock (NTP): cloudx-proxy signs with the time of AWS, other AWS tools "
                 "are refused when it is off by more than 5 minutes");
}

}  // namespace cloudx::doctor
