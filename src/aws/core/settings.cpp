#include "aws/core/settings.hpp"

#include <charconv>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "aws/core/ecs.hpp"
#include "aws/core/partition.hpp"
#include "aws/core/sign_in.hpp"
#include "aws/core/text.hpp"
#include "base/secret.hpp"
#include "os/file.hpp"

namespace cloudx::aws {

namespace {

std::filesystem::path file_path(const Environment& environment,
                                const std::optional<std::filesystem::path>& given,
                                std::string_view variable, std::string_view name) {
  if (given) return *given;
  if (const auto set = environment.get(variable)) return environment.expand(*set);
  return std::filesystem::path(environment.home()) / ".aws" / name;
}

Result<ConfigFile> load_file(const std::filesystem::path& path,
                             std::vector<std::string>& warnings) {
  auto text = os::read_file(path);
  if (!text && text.error().kind == Errc::not_found) return ConfigFile{};
  if (!text) return std::unexpected(text.error());
  ConfigFile file = parse_config_file(*text);
  wipe(*text);
  for (const std::string& warning : file.warnings) {
    warnings.push_back(fmt::format("{}: {}", path.string(), warning));
  }
  return file;
}

Result<void> load_profiles(Settings& settings) {
  const auto config = load_file(settings.config_file, settings.warnings);
  if (!config) return std::unexpected(config.error());
  const auto credentials = load_file(settings.credentials_file, settings.warnings);
  if (!credentials) return std::unexpected(credentials.error());
  settings.profiles = merge_profiles(*config, *credentials);
  if (settings.profiles.find(settings.profile) == nullptr && settings.profile != "default") {
    return fail(
        Errc::not_found,
        fmt::format("there is no profile \"{}\" in {} or {}", presentable(settings.profile, 80),
                    settings.config_file.string(), settings.credentials_file.string()));
  }
  return {};
}

// The profile's name: argument, else AWS_PROFILE, else AWS_DEFAULT_PROFILE (the order of aws-cli).
void choose_profile(Settings& settings, const Environment& environment,
                    const SettingsRequest& request) {
  settings.profile_from_argument = request.profile.has_value();
  if (request.profile) {
    settings.profile = *request.profile;
  } else if (const auto name = environment.get("AWS_PROFILE")) {
    settings.profile = *name;
  } else {
    settings.profile = environment.get("AWS_DEFAULT_PROFILE").value_or("default");
  }
}

Result<void> choose_region(Settings& settings, const Environment& environment,
                           const SettingsRequest& request, const Profile& profile) {
  const std::pair<std::string, std::optional<std::string>> sources[] = {
      {"--region", request.region},
      {"AWS_REGION", environment.get("AWS_REGION")},
      {"AWS_DEFAULT_REGION", environment.get("AWS_DEFAULT_REGION")},
      {fmt::format("profile {}", settings.profile), profile.plain("region")},
  };
  for (const auto& [source, region] : sources) {
    if (!region) continue;
    if (!is_region_name(*region)) {
      return fail(Errc::configuration, fmt::format("\"{}\" ({}) is not an AWS region",
                                                   presentable(*region, 80), source));
    }
    settings.endpoints.region = region;
    settings.region_source = source;
    return {};
  }
  return {};
}

// Environment first, then the profile.
std::optional<std::string> either(const Environment& environment, std::string_view variable,
                                  const Profile& profile, std::string_view key) {
  auto value = environment.get(variable);
  return value ? value : profile.plain(key);
}

bool flag(const Environment& environment, std::string_view variable, const Profile& profile,
          std::string_view key) {
  return lower(either(environment, variable, profile, key).value_or("")) == "true";
}

// Leaves `out` alone when nothing is set.
Result<void> number(int& out, int least, const Environment& environment, std::string_view variable,
                    const Profile& profile, std::string_view key) {
  const auto text = either(environment, variable, profile, key);
  if (!text) return {};
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < least) {
    return fail(Errc::configuration,
                fmt::format("{} ({}) must be a whole number of at least {}, not \"{}\"", variable,
                            key, least, presentable(*text, 40)));
  }
  out = value;
  return {};
}

Result<const ConfigSection*> services_section(const Settings& settings, const Profile& profile) {
  const auto name = profile.plain("services");
  if (!name) return nullptr;
  const auto found = settings.profiles.services.find(*name);
  if (found == settings.profiles.services.end()) {
    return fail(
        Errc::configuration,
        fmt::format("profile {} names services section \"{}\", which {} does not have",
                    settings.profile, presentable(*name, 80), settings.config_file.string()));
  }
  return &found->second;
}

Result<void> collect_endpoint_urls(Settings& settings, const Environment& environment,
                                   const Profile& profile) {
  if (flag(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", profile,
           "ignore_configured_endpoint_urls")) {
    return {};
  }
  const auto section = services_section(settings, profile);
  if (!section) return std::unexpected(section.error());
  std::vector<const Service*> services(std::begin(kServices), std::end(kServices));
  services.push_back(&kSignIn);
  services.push_back(&kEcs);
  for (const Service* service : services) {
    // StartSession says where the gateway is; what is set for all services is not about it.
    const bool own_only = service == &kSsmMessages;
    auto url = environment.get(fmt::format("AWS_ENDPOINT_URL_{}", upper(service->id)));
    if (!url && !own_only) url = environment.get("AWS_ENDPOINT_URL");
    if (!url && *section != nullptr) {
      Profile holder;
      holder.config = **section;
      url = holder.nested(service->id, "endpoint_url");
    }
    if (!url && !own_only) url = profile.get("endpoint_url");
    if (url) settings.endpoints.urls[std::string(service->id)] = *url;
  }
  return {};
}

Result<void> choose_metadata(Settings& settings, const Environment& environment,
                             const Profile& profile) {
  MetadataSettings& metadata = settings.metadata;
  metadata.disabled = environment.is_true("AWS_EC2_METADATA_DISABLED");
  const auto endpoint = either(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT", profile,
                               "ec2_metadata_service_endpoint");
  const auto mode = either(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", profile,
                           "ec2_metadata_service_endpoint_mode");
  if (endpoint) {
    metadata.endpoint = *endpoint;
  } else if (lower(mode.value_or("")) == "ipv6") {
    metadata.endpoint = "http://[fd00:ec2::254]";
  }
  metadata.v1_disabled =
      flag(environment, "AWS_EC2_METADATA_V1_DISABLED", profile, "ec2_metadata_v1_disabled");
  int timeout = 1;
  const auto timeout_read = number(timeout, 1, environment, "AWS_METADATA_SERVICE_TIMEOUT", profile,
                                   "metadata_service_timeout");
  if (!timeout_read) return timeout_read;
  metadata.timeout = std::chrono::seconds(timeout);
  return number(metadata.attempts, 1, environment, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", profile,
                "metadata_service_num_attempts");
}

}  // namespace

Profile Settings::active_profile() const {
  const Profile* found = profiles.find(profile);
  if (found != nullptr) return *found;
  Profile empty;
  empty.name = profile;
  return empty;
}

Result<Settings> load_settings(const Environment& environment, const SettingsRequest& request) {
  Settings settings;
  choose_profile(settings, environment, request);
  settings.config_file = file_path(environment, request.config_file, "AWS_CONFIG_FILE", "config");
  settings.credentials_file = file_path(environment, request.credentials_file,
                                        "AWS_SHARED_CREDENTIALS_FILE", "credentials");
  if (const auto loaded = load_profiles(settings); !loaded) return std::unexpected(loaded.error());
  const Profile profile = settings.active_profile();
  settings.endpoints.fips =
      flag(environment, "AWS_USE_FIPS_ENDPOINT", profile, "use_fips_endpoint");
  settings.endpoints.dual_stack =
      flag(environment, "AWS_USE_DUALSTACK_ENDPOINT", profile, "use_dualstack_endpoint");
  auto bundle = environment.get("AWS_CA_BUNDLE");
  if (!bundle) bundle = profile.get("ca_bundle");
  if (bundle) settings.ca_bundle = environment.expand(*bundle);
  for (const auto& done :
       {choose_region(settings, environment, request, profile),
        collect_endpoint_urls(settings, environment, profile),
        number(settings.max_attempts, 1, environment, "AWS_MAX_ATTEMPTS", profile, "max_attempts"),
        choose_metadata(settings, environment, profile)}) {
    if (!done) return std::unexpected(done.error());
  }
  return settings;
}

}  // namespace cloudx::aws
