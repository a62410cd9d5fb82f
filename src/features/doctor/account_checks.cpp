#include "features/doctor/account_checks.hpp"

#include <fmt/format.h>

#include "aws/core/error_class.hpp"
#include "base/shell_word.hpp"
#include "features/doctor/remedy_commands.hpp"

namespace cloudx::doctor {

namespace {

// The services accept five minutes; a clock that is kept by NTP is never off by one.
constexpr std::chrono::seconds kToleratedSkew{60};

bool is_of_the_network(const Error& error) {
  return error.kind == Errc::resolve || error.kind == Errc::connect ||
         error.kind == Errc::timeout || error.kind == Errc::proxy;
}

constexpr const char* kCaBundle =
    "if a proxy or a private certificate authority is in between, set AWS_CA_BUNDLE to its PEM "
    "file";

// What gives the credentials: a profile, or variables.
std::string holder_of(const std::string& source, const home::Account& account) {
  if (source == "env") return "the environment (AWS_ACCESS_KEY_ID and what goes with it)";
  return "profile " + source_profile(account);
}

std::string credentials_remedy(const Error& error, const home::Account& account) {
  const std::string source = source_profile(account);
  if (error.kind == Errc::tls) return kCaBundle;
  if (is_of_the_network(error)) return "check the network; behind a proxy set HTTPS_PROXY";
  if (aws::is_denied(error)) {
    const std::string role = account.settings.active_profile().plain("role_arn").value_or("it");
    return fmt::format(
        "allow sts:AssumeRole on {} to the user or role of profile {}, and to that one in the "
        "role's trust policy",
        role, source);
  }
  if (error.service_code == "INSUFFICIENT_PERMISSIONS") {
    return "attach the policy SignInLocalDevelopmentAccess to that user or role";
  }
  if (const auto login = login_remedy(account)) return *login;
  if (aws::is_expired(error)) {
    return fmt::format("renew the temporary credentials of profile {}", source);
  }
  if (aws::is_unknown_key(error)) {
    return fmt::format("check the access key of profile {} and its secret", source);
  }
  if (account.default_profile_missing) {
    return "cloudx-proxy setup makes a profile; --profile names another one";
  }
  return fmt::format("correct profile {} in {} or {}, or name another one with --profile", source,
                     account.settings.config_file.string(),
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

Finding check_configuration(const Result<config::Configuration>& configuration) {
  const std::string name = "configuration";
  if (!configuration) {
    return failure(name, configuration.error().message,
                   "make it yours, and let nobody else write to it");
  }
  const std::string file = configuration->file.string();
  if (!configuration->faults.empty()) {
    const std::size_t more = configuration->faults.size() - 1;
    return warning(
        name,
        configuration->faults.front() + (more == 0 ? "" : fmt::format(" (and {} more)", more)),
        "correct it; until then only connect works, without what is wrong");
  }
  if (file.empty()) return skipped(name, "CLOUDX_CONFIG says that there is none");
  return configuration->is_there ? good(name, file) : skipped(name, file + " does not exist");
}

Finding check_aws_file(AwsFile kind, const os::FileFacts& file) {
  const std::string name = kind == AwsFile::config ? "AWS config" : "AWS credentials file";
  const std::string path = file.path.string();
  if (!file.exists) return skipped(name, path + " does not exist");
  if (file.is_directory) {
    return failure(name, path + " is a folder", "a file belongs there: " + move_away(file.path));
  }
  if (!file.readable) {
    return failure(name, fmt::format("{} cannot be read ({})", path, file.permissions),
                   "make it yours and readable: " + set_mode(file, "600"));
  }
  if (kind == AwsFile::credentials && file.open_to_others) {
    return warning(name, fmt::format("{} is open to others ({})", path, file.permissions),
                   set_mode(file, "600"));
  }
  if (file.writable_by_others) {
    return warning(name, fmt::format("{} can be changed by others ({})", path, file.permissions),
                   set_mode(file, "go-w"));
  }
  return good(name, path);
}

Finding check_profile(const Result<home::Account>& account, const std::string& setup) {
  const std::string name = "profile";
  if (!account) {
    const Error& error = account.error();
    const bool missing = error.message.contains("profile") &&
                         (error.kind == Errc::not_found || error.kind == Errc::usage);
    return failure(name, error.message,
                   missing ? fmt::format("{} makes it; --profile names another one", setup)
                           : "correct what it names: an option of the ProxyCommand or of this "
                             "command, or a line of the AWS files");
  }
  if (account->default_profile_missing) {
    return good(name, "none of the default name: credentials come from the environment");
  }
  return good(name, account->settings.profile);
}

Finding check_region(const home::Account& account) {
  return good("region", fmt::format("{} ({})", account.region(), account.settings.region_source));
}

Finding check_credentials(const Result<aws::Credentials>& credentials,
                          const home::Account& account) {
  const std::string name = "credentials";
  if (!credentials) {
    const Error& error = credentials.error();
    return failure(name, error.message, credentials_remedy(error, account));
  }
  std::string text =
      fmt::format("{} from {}", shortened(credentials->access_key_id), credentials->source);
  if (credentials->expiration) text += ", valid until " + iso8601(*credentials->expiration);
  return good(name, std::move(text));
}

Finding check_identity(const Result<aws::CallerIdentity>& identity, const std::string& source,
                       const home::Account& account) {
  const std::string name = "identity";
  if (identity) return good(name, identity->arn);
  const Error& error = identity.error();
  const std::string holder = holder_of(source, account);
  if (aws::is_expired(error)) {
    const auto login = source == "env" ? std::nullopt : login_remedy(account);
    return failure(name, error.message,
                   login ? *login : fmt::format("renew the temporary credentials of {}", holder));
  }
  if (aws::is_unknown_key(error)) {
    return failure(name, error.message,
                   fmt::format("AWS does not accept the access key of {}: check the key and its "
                               "secret",
                               holder));
  }
  return failure(name, error.message,
                 error.kind == Errc::tls    ? kCaBundle
                 : is_of_the_network(error) ? "check the network; behind a proxy set HTTPS_PROXY"
                                            : "try again: AWS does not answer as it should");
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
