#include "aws/api/credentials/sso_session.hpp"

#include <utility>

#include <fmt/format.h>

#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

// What a session without sso_registration_scopes asks for (AWS SDKs and Tools Reference Guide).
constexpr const char* kDefaultScope = "sso:account:access";

Result<std::string> of_profile(const Profile& profile, std::string_view key, bool plain) {
  auto value = plain ? profile.plain(key) : profile.get(key);
  if (value) return *value;
  return fail(Errc::configuration,
              fmt::format("profile {} uses SSO but has no {}", profile.name, key));
}

Result<std::string> of_session(const ConfigSection& session, const std::string& name,
                               std::string_view key) {
  const auto value = section_get(session, key);
  if (value) return key == "sso_region" ? without_comment(*value) : *value;
  return fail(Errc::configuration, fmt::format("sso-session {} has no {}", name, key));
}

std::vector<std::string> scopes_of(const ConfigSection& session) {
  std::vector<std::string> scopes;
  const auto text = section_get(session, "sso_registration_scopes").value_or(kDefaultScope);
  for (const std::string_view scope : split(text, ',')) {
    if (!trim(scope).empty()) scopes.emplace_back(trim(scope));
  }
  return scopes;
}

Result<SsoSession> assembled(std::string name, Result<std::string> start_url,
                             Result<std::string> region, std::vector<std::string> scopes) {
  for (const auto* part : {&start_url, &region}) {
    if (!*part) return std::unexpected(part->error());
  }
  return SsoSession{std::move(name), std::move(*start_url), std::move(*region), std::move(scopes)};
}

// The profile may repeat a key of its session, not contradict it.
Result<void> check_agreement(const Profile& profile, const SsoSession& session) {
  const std::pair<const char*, const std::string&> values[] = {{"sso_start_url", session.start_url},
                                                               {"sso_region", session.region}};
  for (const auto& [key, value] : values) {
    const auto repeated =
        std::string_view(key) == "sso_region" ? profile.plain(key) : profile.get(key);
    if (!repeated || *repeated == value) continue;
    return fail(Errc::configuration,
                fmt::format("profile {} says {} = {}, its sso-session {} says {}", profile.name,
                            key, *repeated, session.name, value));
  }
  return {};
}

}  // namespace

Result<SsoSession> sso_session_of(const Profile& profile, const Profiles& profiles) {
  const std::string name = profile.plain("sso_session").value_or("");
  if (name.empty()) {
    return assembled("", of_profile(profile, "sso_start_url", false),
                     of_profile(profile, "sso_region", true), {});
  }
  const auto found = profiles.sso_sessions.find(name);
  if (found == profiles.sso_sessions.end()) {
    return fail(Errc::configuration,
                fmt::format("profile {} names sso-session \"{}\", which the config file does not "
                            "have",
                            profile.name, presentable(name, 80)));
  }
  auto session = assembled(name, of_session(found->second, name, "sso_start_url"),
                           of_session(found->second, name, "sso_region"), scopes_of(found->second));
  if (!session) return session;
  if (auto agree = check_agreement(profile, *session); !agree) {
    return std::unexpected(agree.error());
  }
  return session;
}

}  // namespace cloudx::aws
