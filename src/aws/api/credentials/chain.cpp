#include "aws/api/credentials/chain.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "aws/api/credentials/cached_credentials.hpp"
#include "aws/api/credentials/chooser.hpp"
#include "aws/api/credentials/container.hpp"
#include "aws/api/credentials/file_credentials.hpp"
#include "aws/api/credentials/instance_metadata.hpp"
#include "aws/api/credentials/login_credentials.hpp"
#include "aws/api/credentials/process_credentials.hpp"
#include "aws/api/credentials/sso_credentials.hpp"
#include "aws/api/credentials/static_credentials.hpp"
#include "aws/api/credentials/web_identity.hpp"

namespace cloudx::aws {

namespace {

// "arn:aws:iam::123456789012:user/x" -> "123456789012"; "" where there is none.
std::string account_in_arn(std::string_view arn) {
  for (int colons = 0; colons < 4; ++colons) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return std::string(arn.substr(0, arn.find(':')));
}

}  // namespace

Choice as_provider(Result<std::optional<Credentials>> found) {
  if (!found) return std::unexpected(found.error());
  if (!*found) return nullptr;
  return std::make_unique<StaticCredentials>(std::move(**found));
}

Choice Chooser::first_of(std::initializer_list<Source> sources, const Profile& profile) {
  for (const Source source : sources) {
    Choice choice = (this->*source)(profile);
    if (!choice || *choice) return choice;
  }
  return nullptr;
}

Choice Chooser::keys_in_file(SharedFile file, const Profile& profile) const {
  const bool is_config = file == SharedFile::config;
  const auto& path = is_config ? settings_.config_file : settings_.credentials_file;
  auto found = credentials_in_section(is_config ? profile.config : profile.credentials,
                                      is_config ? "config-file" : "shared-credentials-file",
                                      fmt::format("profile {} in {}", profile.name, path.string()));
  if (!found) return std::unexpected(found.error());
  if (!*found) return nullptr;
  return std::make_unique<FileCredentials>(std::move(**found), file, path, profile.name);
}

Choice Chooser::choose() {
  const Profile profile = settings_.active_profile();
  Choice choice =
      first_of({&Chooser::from_environment, &Chooser::from_role, &Chooser::from_web_identity,
                &Chooser::from_sso, &Chooser::from_credentials_file, &Chooser::from_login_session,
                &Chooser::from_process, &Chooser::from_config_file, &Chooser::from_container,
                &Chooser::from_instance},
               profile);
  if (choice && !*choice) return fail(Errc::credentials, nothing_found());
  return choice;
}

std::string Chooser::nothing_found() const {
  return fmt::format(
      "no AWS credentials found: looked into {}profile {} in {} and {}, the container and the EC2 "
      "instance metadata{}; run `cloudx-proxy setup`, or set the profile up yourself",
      settings_.profile_from_argument ? "" : "AWS_ACCESS_KEY_ID, ", settings_.profile,
      settings_.credentials_file.string(), settings_.config_file.string(),
      settings_.metadata.disabled ? " (switched off)" : "");
}

std::optional<std::string> Chooser::variable_or_key(std::string_view variable,
                                                    const Profile& profile,
                                                    std::string_view key) const {
  auto value = environment_counts() ? environment_.get(variable) : std::nullopt;
  return value ? value : profile.get(key);
}

Choice Chooser::from_environment(const Profile&) {
  if (!environment_counts()) return nullptr;
  return as_provider(credentials_in_environment(environment_));
}

Choice Chooser::from_web_identity(const Profile& profile) {
  const auto file =
      variable_or_key("AWS_WEB_IDENTITY_TOKEN_FILE", profile, "web_identity_token_file");
  if (!file) return nullptr;
  const auto role_arn = variable_or_key("AWS_ROLE_ARN", profile, "role_arn");
  if (!role_arn) {
    return fail(Errc::configuration,
                "there is a web identity token file but no role: set AWS_ROLE_ARN, or role_arn in "
                "the profile");
  }
  WebIdentitySettings out;
  out.token_file = environment_.expand(*file);
  out.role_arn = without_comment(*role_arn);
  const auto session = variable_or_key("AWS_ROLE_SESSION_NAME", profile, "role_session_name");
  out.session_name = without_comment(session.value_or(""));
  return std::make_unique<WebIdentity>(std::move(out), client_);
}

Choice Chooser::from_sso(const Profile& profile) {
  if (!uses_sso(profile)) return nullptr;
  auto found = sso_settings(profile, settings_.profiles, environment_.home());
  if (!found) return std::unexpected(found.error());
  found->login_command = settings_.login_command;
  return std::make_unique<SsoCredentials>(std::move(*found), client_);
}

Choice Chooser::from_credentials_file(const Profile& profile) {
  return keys_in_file(SharedFile::credentials, profile);
}

Choice Chooser::from_config_file(const Profile& profile) {
  return keys_in_file(SharedFile::config, profile);
}

Choice Chooser::from_login_session(const Profile& profile) {
  const auto session = profile.plain("login_session");
  if (!session) return nullptr;
  LoginSettings out;
  out.profile = profile.name;
  out.account_id = account_in_arn(*session);
  out.cache_file = login_cache_path(environment_, *session);
  const std::optional<std::string> candidates[] = {profile.plain("region"),
                                                   environment_.get("AWS_REGION"),
                                                   environment_.get("AWS_DEFAULT_REGION")};
  for (const auto& region : candidates) {
    if (region && std::ranges::find(out.regions, *region) == out.regions.end()) {
      out.regions.push_back(*region);
    }
  }
  // --region says where the instance is; that the login was there, too, is the last thing to
  // assume.
  if (out.regions.empty() && settings_.endpoints.region) {
    out.regions.push_back(*settings_.endpoints.region);
  }
  return std::make_unique<LoginCredentials>(std::move(out), client_);
}

Choice Chooser::from_process(const Profile& profile) {
  auto command = profile.get("credential_process");
  if (!command) return nullptr;
  return std::make_unique<ProcessCredentials>(profile.name, std::move(*command));
}

Choice Chooser::from_container(const Profile&) {
  auto found = container_settings(environment_);
  if (!found) return std::unexpected(found.error());
  if (!*found) return nullptr;
  return std::make_unique<ContainerCredentials>(std::move(**found), direct_);
}

Choice Chooser::from_instance(const Profile&) {
  if (settings_.metadata.disabled) return nullptr;
  return std::make_unique<InstanceMetadata>(settings_.metadata, nothing_found(), direct_,
                                            client_.clock());
}

Result<std::unique_ptr<CredentialsProvider>> make_credentials_provider(
    const Settings& settings, const Environment& environment, ApiClient& client,
    net::HttpClient& direct, CredentialsOptions options) {
  Choice choice = Chooser(settings, environment, client, direct, std::move(options)).choose();
  if (!choice) return choice;
  return std::make_unique<CachedCredentials>(std::move(*choice), client.clock());
}

}  // namespace cloudx::aws
