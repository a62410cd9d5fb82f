#include "home/account.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "aws/core/partition.hpp"
#include "base/shell_word.hpp"

namespace cloudx::home {

namespace {

constexpr const char* kDefaultRegion = "eu-west-1";

Result<void> use_aws_env(const std::string& name, const ProcessContext& context,
                         aws::SettingsRequest& wanted) {
  if (name.empty() || name.contains('/') || name.starts_with('.')) {
    return fail(Errc::usage, fmt::format("\"{}\" is not the name of an AWS environment", name));
  }
  const auto folder = std::filesystem::path(context.home) / ".aws" / "aws-envs" / name;
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return fail(Errc::usage, fmt::format("there is no AWS environment \"{}\": no folder {}", name,
                                         folder.string()));
  }
  wanted.config_file = folder / "config";
  wanted.credentials_file = folder / "credentials";
  return {};
}

Result<aws::Settings> find_settings(const AccountRequest& request,
                                    const std::string& default_profile,
                                    const ProcessContext& context) {
  aws::SettingsRequest wanted{.profile = request.profile,
                              .region = request.region,
                              .config_file = {},
                              .credentials_file = {}};
  if (!wanted.profile && !default_profile.empty()) wanted.profile = default_profile;
  if (request.aws_env) {
    if (auto used = use_aws_env(*request.aws_env, context, wanted); !used) {
      return std::unexpected(used.error());
    }
  }
  auto settings = aws::load_settings(context.environment, wanted);
  if (settings || settings.error().kind != Errc::not_found) return settings;
  // Who names a profile or a set of files does not mean the keys that happen to be exported.
  if (request.profile || request.aws_env) return settings;
  wanted.profile.reset();
  return aws::load_settings(context.environment, wanted);
}

// The profile that gives the credentials, unless it has keys: those come first in a profile that
// others name as their source.
const aws::Profile* profile_without_keys(const Account& account) {
  const std::string name = source_profile(account);
  const aws::Profile* profile = account.settings.profiles.find(name);
  if (profile == nullptr) return nullptr;
  const bool has_keys = name != account.settings.profile && profile->has("aws_access_key_id");
  return has_keys ? nullptr : profile;
}

}  // namespace

Result<Account> find_account(const AccountRequest& request, const std::string& default_profile,
                             const ProcessContext& context) {
  if (request.region && !aws::is_region_name(*request.region)) {
    return fail(Errc::usage, fmt::format("\"{}\" is not an AWS region", *request.region));
  }
  auto settings = find_settings(request, default_profile, context);
  if (!settings) return std::unexpected(settings.error());
  Account account;
  account.settings = std::move(*settings);
  account.settings.login_command = context.program + " login";
  if (request.aws_env) {
    account.settings.login_command += " --aws-env " + shell_word(*request.aws_env);
  }
  account.default_profile_missing = !request.profile && !account.settings.profile_from_argument;
  if (!account.settings.endpoints.region) {
    account.settings.endpoints.region = kDefaultRegion;
    account.settings.region_source = "the default";
  }
  return account;
}

std::string source_profile(const Account& account) {
  const aws::Profiles& profiles = account.settings.profiles;
  std::string name = account.settings.profile;
  for (std::size_t steps = 0; steps < profiles.profiles.size(); ++steps) {
    const aws::Profile* profile = profiles.find(name);
    const auto source = profile == nullptr || !profile->has("role_arn")
                            ? std::nullopt
                            : profile->plain("source_profile");
    if (!source) break;
    name = *source;
  }
  return name;
}

std::optional<std::string> login_profile(const Account& account) {
  const aws::Profile* profile = profile_without_keys(account);
  if (profile == nullptr) return std::nullopt;
  const bool sso = profile->has("sso_session") || profile->has("sso_start_url");
  return sso ? std::optional(source_profile(account)) : std::nullopt;
}

std::optional<std::string> login_remedy(const Account& account) {
  if (const auto sso = login_profile(account)) {
    return fmt::format("{} --profile {}", account.settings.login_command, shell_word(*sso));
  }
  const aws::Profile* profile = profile_without_keys(account);
  if (profile == nullptr || !profile->has("login_session")) return std::nullopt;
  return fmt::format("aws login --profile {}", shell_word(source_profile(account)));
}

}  // namespace cloudx::home
