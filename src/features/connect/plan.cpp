#include "features/connect/plan.hpp"

#include <fmt/format.h>

#include "aws/core/partition.hpp"
#include "features/connect/public_key.hpp"

namespace cloudx::connect {

namespace {

constexpr const char* kDefaultRegion = "eu-west-1";

Result<void> use_aws_env(const std::string& name, const Surroundings& surroundings,
                         aws::SettingsRequest& wanted) {
  if (name.empty() || name.contains('/') || name.starts_with('.')) {
    return fail(Errc::usage, fmt::format("\"{}\" is not the name of an AWS environment", name));
  }
  const auto folder = std::filesystem::path(surroundings.home) / ".aws" / "aws-envs" / name;
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return fail(Errc::usage, fmt::format("there is no AWS environment \"{}\": no folder {}", name,
                                         folder.string()));
  }
  wanted.config_file = folder / "config";
  wanted.credentials_file = folder / "credentials";
  return {};
}

Result<aws::Settings> find_settings(const ConnectRequest& request, const Surroundings& surroundings,
                                    const Locations& locations) {
  aws::SettingsRequest wanted{.profile = request.profile.value_or(locations.default_profile),
                              .region = request.region,
                              .config_file = {},
                              .credentials_file = {}};
  if (request.aws_env) {
    if (auto used = use_aws_env(*request.aws_env, surroundings, wanted); !used) {
      return std::unexpected(used.error());
    }
  }
  auto settings = aws::load_settings(surroundings.environment, wanted);
  if (settings || settings.error().kind != Errc::not_found) return settings;
  // Who names a profile or a set of files does not mean the keys that happen to be exported.
  if (request.profile || request.aws_env) return fail(Errc::usage, settings.error().message);
  wanted.profile.reset();
  return aws::load_settings(surroundings.environment, wanted);
}

}  // namespace

std::string Plan::describe() const {
  return fmt::format("{} (profile {}, region {})", target.id, settings.profile, region());
}

Result<Plan> make_plan(const ConnectRequest& request, const Surroundings& surroundings) {
  Plan plan;
  auto target = parse_target(request.target, request.port);
  if (!target) return std::unexpected(target.error());
  plan.target = std::move(*target);
  if (auto good = check_os_user(request.os_user); !good) return std::unexpected(good.error());
  if (request.region && !aws::is_region_name(*request.region)) {
    return fail(Errc::usage, fmt::format("\"{}\" is not an AWS region", *request.region));
  }
  plan.os_user = request.os_user;
  plan.timeout = request.timeout;
  plan.payload_size = request.payload_size;
  plan.locations = find_locations(request, surroundings.program, surroundings.home);

  auto settings = find_settings(request, surroundings, plan.locations);
  if (!settings) return std::unexpected(settings.error());
  plan.settings = std::move(*settings);
  plan.default_profile_missing = !request.profile && !plan.settings.profile_from_argument;
  if (!plan.settings.endpoints.region) {
    plan.settings.endpoints.region = kDefaultRegion;
    plan.settings.region_source = "the default";
  }
  if (plan.target.kind == NodeKind::instance) {
    auto key = read_public_key(plan.locations.public_key);
    if (!key) return std::unexpected(key.error());
    plan.public_key = std::move(*key);
  }
  return plan;
}

std::vector<std::string> dry_run_report(const Plan& plan) {
  const aws::Settings& settings = plan.settings;
  std::vector<std::string> lines = {
      "dry run: nothing is sent, nothing is started",
      fmt::format("  target       {} port {}{}", plan.target.id, plan.target.port,
                  plan.target.kind == NodeKind::hybrid ? " (hybrid node)" : ""),
      fmt::format("  profile      {}{}", settings.profile,
                  settings.profile_from_argument ? "" : " (environment credentials come first)"),
      fmt::format("  region       {} ({})", plan.region(), settings.region_source),
      fmt::format("  AWS files    {}, {}", settings.config_file.string(),
                  settings.credentials_file.string())};
  if (plan.target.kind == NodeKind::instance) {
    lines.push_back(fmt::format("  public key   {}, pushed for {}",
                                plan.locations.public_key.string(), plan.os_user));
  }
  for (const aws::Service* service :
       {&aws::kSsm, &aws::kEc2InstanceConnect, &aws::kEc2, &aws::kSsmMessages}) {
    if (service == &aws::kEc2InstanceConnect && plan.target.kind == NodeKind::hybrid) continue;
    const auto endpoint = aws::resolve_endpoint(*service, settings.endpoints);
    lines.push_back(fmt::format("  endpoint     {}",
                                endpoint ? endpoint->url.scheme + "://" + endpoint->url.authority()
                                         : endpoint.error().message));
  }
  lines.emplace_back(
      plan.target.kind == NodeKind::instance
          ? "  would start the session and push the key, and start the instance if it "
            "is stopped"
          : "  would start the session; no key push and no start for a hybrid node");
  return lines;
}

}  // namespace cloudx::connect
