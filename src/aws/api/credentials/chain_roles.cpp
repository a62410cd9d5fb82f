// The sources that a role is assumed with; declared in chooser.hpp.

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aws/api/credentials/assume_role.hpp"
#include "aws/api/credentials/chooser.hpp"
#include "aws/api/credentials/static_credentials.hpp"
#include "aws/core/text.hpp"

namespace cloudx::aws {

namespace {

bool names_role(const Profile& profile) {
  return profile.has("role_arn") && !profile.has("web_identity_token_file");
}

bool has_static_keys(const Profile& profile) {
  return profile.has("aws_access_key_id") && profile.has("aws_secret_access_key");
}

std::optional<int> whole_number(const std::optional<std::string>& text) {
  int value = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  const bool whole = error == std::errc{} && end == text->data() + text->size();
  return whole ? std::optional(value) : std::nullopt;
}

}  // namespace

Choice Chooser::from_role(const Profile& profile) {
  if (!names_role(profile)) return nullptr;
  visited_.push_back(profile.name);
  Choice source = role_source(profile);
  if (!source) return source;
  AssumeRoleSettings role;
  role.profile = profile.name;
  role.home = environment_.home();
  role.ask_mfa_code = options_.ask_mfa_code;
  role.request.role_arn = profile.plain("role_arn").value_or("");
  role.request.session_name = profile.plain("role_session_name").value_or("");
  role.request.external_id = profile.plain("external_id").value_or("");
  role.request.serial_number = profile.plain("mfa_serial").value_or("");
  role.request.duration_seconds = whole_number(profile.plain("duration_seconds"));
  return std::make_unique<AssumeRole>(std::move(role), std::move(*source), client_);
}

Choice Chooser::role_source(const Profile& role) {
  const auto profile_name = role.plain("source_profile");
  const auto source_name = role.plain("credential_source");
  if (profile_name && source_name) {
    return fail(Errc::configuration,
                fmt::format("profile {} has both source_profile and credential_source; remove one",
                            role.name));
  }
  if (source_name) return credential_source(role, *source_name);
  if (profile_name) return named_source(role, *profile_name);
  return fail(Errc::configuration,
              fmt::format("profile {} has role_arn but neither source_profile nor "
                          "credential_source",
                          role.name));
}

Choice Chooser::named_source(const Profile& role, const std::string& name) {
  const Profile* source = settings_.profiles.find(name);
  if (source == nullptr) {
    return fail(Errc::configuration,
                fmt::format("profile {} names source_profile \"{}\", which is in neither {} nor {}",
                            role.name, presentable(name, 80), settings_.config_file.string(),
                            settings_.credentials_file.string()));
  }
  // A profile may name itself to take on a role with its own keys.
  const bool visited = std::ranges::find(visited_, name) != visited_.end();
  if (visited && !(name == role.name && has_static_keys(*source))) {
    return fail(Errc::configuration,
                fmt::format("the source_profile settings go in a circle: {} -> {}",
                            fmt::join(visited_, " -> "), name));
  }
  is_source_ = true;
  Choice choice =
      has_static_keys(*source)
          ? first_of({&Chooser::from_credentials_file, &Chooser::from_config_file}, *source)
          : first_of({&Chooser::from_role, &Chooser::from_web_identity, &Chooser::from_sso,
                      &Chooser::from_credentials_file, &Chooser::from_login_session,
                      &Chooser::from_process, &Chooser::from_config_file},
                     *source);
  if (choice && !*choice) {
    return fail(Errc::credentials, fmt::format("profile {}, the source_profile of {}, has no "
                                               "credentials",
                                               name, role.name));
  }
  return choice;
}

Choice Chooser::credential_source(const Profile& role, const std::string& name) {
  const std::string wanted = lower(name);
  const auto context =
      fmt::format("profile {} wants credential_source {}", role.name, presentable(name, 40));
  Choice choice = nullptr;
  if (wanted == "environment") {
    choice = as_provider(credentials_in_environment(environment_));
  } else if (wanted == "ecscontainer") {
    choice = from_container(role);
  } else if (wanted == "ec2instancemetadata") {
    choice = from_instance(role);
  } else {
    return fail(Errc::configuration,
                context + ", which is none of Environment, Ec2InstanceMetadata, EcsContainer");
  }
  if (!choice) return fail(context, choice.error());
  if (!*choice) return fail(Errc::credentials, context + ", which gives no credentials here");
  return choice;
}

}  // namespace cloudx::aws
