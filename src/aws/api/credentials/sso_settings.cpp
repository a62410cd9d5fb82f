// The role that a profile takes of its SSO session; declared in sso_credentials.hpp.

#include <fmt/format.h>

#include "aws/api/credentials/sso_credentials.hpp"

namespace cloudx::aws {

namespace {

Result<std::string> required(const Profile& profile, std::string_view key) {
  auto value = profile.plain(key);
  if (!value) {
    return fail(Errc::configuration,
                fmt::format("profile {} uses SSO but has no {}", profile.name, key));
  }
  return *value;
}

}  // namespace

bool uses_sso(const Profile& profile) {
  return profile.has("sso_account_id") || profile.has("sso_role_name");
}

Result<SsoSettings> sso_settings(const Profile& profile, const Profiles& profiles,
                                 std::string home) {
  auto session = sso_session_of(profile, profiles);
  if (!session) return std::unexpected(session.error());
  auto account_id = required(profile, "sso_account_id");
  auto role_name = required(profile, "sso_role_name");
  for (const auto* part : {&account_id, &role_name}) {
    if (!*part) return std::unexpected(part->error());
  }
  SsoSettings out;
  out.profile = profile.name;
  out.session = std::move(*session);
  out.account_id = std::move(*account_id);
  out.role_name = std::move(*role_name);
  out.home = std::move(home);
  return out;
}

}  // namespace cloudx::aws
