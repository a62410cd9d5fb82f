// The SSO keys of a profile and its sso-session; declared in sso_credentials.hpp.

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

// From the session; the profile may repeat the key, not contradict it.
Result<std::string> from_session(const Profile& profile, const ConfigSection& session,
                                 const std::string& session_name, const std::string& key) {
  const auto value = section_get(session, key);
  if (!value) {
    return fail(Errc::configuration, fmt::format("sso-session {} has no {}", session_name, key));
  }
  std::string text = key == "sso_region" ? without_comment(*value) : *value;
  const auto repeated = key == "sso_region" ? profile.plain(key) : profile.get(key);
  if (repeated && *repeated != text) {
    return fail(Errc::configuration,
                fmt::format("profile {} says {} = {}, its sso-session {} says {}", profile.name,
                            key, *repeated, session_name, text));
  }
  return text;
}

}  // namespace

bool uses_sso(const Profile& profile) {
  return profile.has("sso_account_id") || profile.has("sso_role_name");
}

Result<SsoSettings> sso_settings(const Profile& profile, const Profiles& profiles,
                                 std::string home) {
  SsoSettings out;
  out.profile = profile.name;
  out.home = std::move(home);
  out.session_name = profile.plain("sso_session").value_or("");
  Result<std::string> start_url;
  Result<std::string> region;
  if (out.session_name.empty()) {
    start_url = profile.get("sso_start_url").value_or("");
    if (start_url->empty()) start_url = required(profile, "sso_start_url");
    region = required(profile, "sso_region");
  } else {
    const auto session = profiles.sso_sessions.find(out.session_name);
    if (session == profiles.sso_sessions.end()) {
      return fail(Errc::configuration,
                  fmt::format("profile {} names sso-session \"{}\", which the config file does not "
                              "have",
                              profile.name, out.session_name));
    }
    start_url = from_session(profile, session->second, out.session_name, "sso_start_url");
    region = from_session(profile, session->second, out.session_name, "sso_region");
  }
  auto account_id = required(profile, "sso_account_id");
  auto role_name = required(profile, "sso_role_name");
  for (const auto* part : {&start_url, &region, &account_id, &role_name}) {
    if (!*part) return std::unexpected(part->error());
  }
  out.start_url = std::move(*start_url);
  out.region = std::move(*region);
  out.account_id = std::move(*account_id);
  out.role_name = std::move(*role_name);
  return out;
}

}  // namespace cloudx::aws
