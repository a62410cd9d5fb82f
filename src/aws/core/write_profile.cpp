#include "aws/core/write_profile.hpp"

#include <initializer_list>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "aws/core/config_edit.hpp"
#include "aws/core/profiles.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

namespace {

constexpr const char* kDefaultScope = "sso:account:access";

// Both files as they are, and as they are to become.
struct Texts {
  FileChange config;
  FileChange credentials;
  Profiles profiles;  // what they say now

  [[nodiscard]] std::vector<FileChange> changes() && {
    std::vector<FileChange> out;
    for (FileChange* file : {&config, &credentials}) {
      if (file->before != file->after) out.push_back(std::move(*file));
    }
    return out;
  }
};

Result<FileChange> load(const std::filesystem::path& path, bool secret) {
  auto text = os::read_file(path);
  if (!text && text.error().kind == Errc::not_found) text = std::string();
  if (!text) return std::unexpected(text.error());
  FileChange file{path, Secret(*text), Secret(*text), secret};
  wipe(*text);
  return file;
}

Result<Texts> load(const SharedFiles& files) {
  auto config = load(files.config, false);
  if (!config) return std::unexpected(config.error());
  auto credentials = load(files.credentials, true);
  if (!credentials) return std::unexpected(credentials.error());
  Profiles profiles = merge_profiles(parse_config_file(config->before.reveal()),
                                     parse_config_file(credentials->before.reveal()));
  return Texts{std::move(*config), std::move(*credentials), std::move(profiles)};
}

Result<void> set(FileChange& file, const SectionName& section, const ConfigSettings& settings) {
  auto text = set_in_config(file.after.reveal(), section, settings);
  if (!text) return fail(file.path.string(), text.error());
  file.after = Secret(std::move(*text));
  return {};
}

// Settings that would make other tools, or this one, take other credentials than those written.
Result<void> check_free_of(const Texts& texts, const std::string& name,
                           std::initializer_list<std::string_view> keys) {
  const Profile* profile = texts.profiles.find(name);
  if (profile == nullptr) return {};
  for (const std::string_view key : keys) {
    if (!profile->has(key)) continue;
    return fail(
        Errc::configuration,
        fmt::format("profile {} exists with {}: choose another name, or remove that "
                    "profile from {} and {}",
                    name, key, texts.config.path.string(), texts.credentials.path.string()));
  }
  return {};
}

// Sessions are shared: another start URL would log other profiles out.
Result<void> check_session(const Texts& texts, const SsoProfile& profile) {
  const auto found = texts.profiles.sso_sessions.find(profile.session_name);
  if (found == texts.profiles.sso_sessions.end()) return {};
  const std::pair<const char*, const std::string&> wanted[] = {{"sso_start_url", profile.start_url},
                                                               {"sso_region", profile.sso_region}};
  for (const auto& [key, value] : wanted) {
    const auto existing = section_get(found->second, key);
    if (!existing || *existing == value) continue;
    return fail(Errc::configuration,
                fmt::format("[sso-session {}] exists in {} with {} = {}: choose another name",
                            profile.session_name, texts.config.path.string(), key, *existing));
  }
  return {};
}

ConfigSettings session_settings(const Texts& texts, const SsoProfile& profile) {
  ConfigSettings settings{{"sso_start_url", profile.start_url}, {"sso_region", profile.sso_region}};
  const auto found = texts.profiles.sso_sessions.find(profile.session_name);
  const bool has_scopes = found != texts.profiles.sso_sessions.end() &&
                          section_get(found->second, "sso_registration_scopes").has_value();
  if (!has_scopes) settings.emplace_back("sso_registration_scopes", kDefaultScope);
  return settings;
}

}  // namespace

Result<std::vector<FileChange>> plan_profile(const SharedFiles& files,
                                             const StaticProfile& profile) {
  auto texts = load(files);
  if (!texts) return std::unexpected(texts.error());
  auto done = check_free_of(*texts, profile.name,
                            {"role_arn", "web_identity_token_file", "sso_session", "sso_account_id",
                             "sso_role_name", "credential_process", "login_session"});
  // botocore takes the old name of the session token first.
  if (done) done = check_free_of(*texts, profile.name, {"aws_security_token"});
  if (done && profile.session_token.empty()) {
    done = check_free_of(*texts, profile.name, {"aws_session_token"});
  }
  ConfigSettings keys{{"aws_access_key_id", profile.access_key_id},
                      {"aws_secret_access_key", std::string(profile.secret_access_key.reveal())}};
  if (!profile.session_token.empty()) {
    keys.emplace_back("aws_session_token", std::string(profile.session_token.reveal()));
  }
  if (done) done = set(texts->credentials, {"", profile.name}, keys);
  for (auto& [key, value] : keys) wipe(value);
  if (done) done = set(texts->config, {"profile", profile.name}, {{"region", profile.region}});
  if (!done) return std::unexpected(done.error());
  return std::move(*texts).changes();
}

Result<std::vector<FileChange>> plan_profile(const SharedFiles& files, const SsoProfile& profile) {
  auto texts = load(files);
  if (!texts) return std::unexpected(texts.error());
  auto done = check_free_of(
      *texts, profile.name,
      {"aws_access_key_id", "aws_secret_access_key", "role_arn", "web_identity_token_file",
       "credential_process", "login_session", "sso_start_url"});
  if (done) done = check_session(*texts, profile);
  if (done) {
    done = set(texts->config, {"sso-session", profile.session_name},
               session_settings(*texts, profile));
  }
  if (done) {
    done = set(texts->config, {"profile", profile.name},
               {{"sso_session", profile.session_name},
                {"sso_account_id", profile.account_id},
                {"sso_role_name", profile.role_name},
                {"region", profile.region}});
  }
  if (!done) return std::unexpected(done.error());
  return std::move(*texts).changes();
}

Result<void> apply(const std::vector<FileChange>& changes) {
  for (const FileChange& change : changes) {
    const auto now = load(change.path, change.secret);
    if (!now) return std::unexpected(now.error());
    if (now->before != change.before) {
      return fail(Errc::io, fmt::format("{} has just been changed by another program: try again",
                                        change.path.string()));
    }
    if (auto made = os::make_private_folder(change.path.parent_path()); !made) return made;
    const auto access =
        change.secret ? os::FileAccess::always_private : os::FileAccess::private_if_new;
    auto written = os::write_file_atomically(change.path, change.after.reveal(), access);
    if (!written) return written;
  }
  return {};
}

}  // namespace cloudx::aws
