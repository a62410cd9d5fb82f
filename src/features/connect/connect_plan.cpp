#include "features/connect/connect_plan.hpp"

#include <fmt/format.h>

#include "aws/core/endpoint.hpp"
#include "aws/core/service.hpp"
#include "base/printable.hpp"
#include "config/load.hpp"
#include "home/ssh_keys/instance_connect_key.hpp"
#include "home/state_directory.hpp"
#include "instances/owner.hpp"
#include "session/configure.hpp"

namespace cloudx::connect {

Result<ConnectPlan> make_connect_plan(const ConnectRequest& request,
                                      const home::ProcessContext& context) {
  ConnectPlan plan;
  auto target = instances::parse_target(request.target, request.port);
  if (!target) return std::unexpected(target.error());
  plan.target = std::move(*target);
  plan.document = request.document;
  plan.document.parameters.insert({"portNumber", std::to_string(plan.target.port)});
  if (auto good = instances::check_os_user(request.os_user); !good)
    return std::unexpected(good.error());
  plan.os_user = request.os_user;
  plan.owner_tag = request.owner_tag.value_or(instances::kOwnerTag);
  plan.timeout = request.timeout;
  plan.locations = home::find_locations(request.locations, context);
  plan.default_profile = plan.locations.default_profile;
  auto account = home::find_account(request.account, plan.locations.default_profile, context);
  if (!account) {
    // The profile was named on the command line.
    if (account.error().kind == Errc::not_found) account.error().kind = Errc::usage;
    return std::unexpected(account.error());
  }
  plan.account = std::move(*account);
  const auto configuration = config::load(context.environment, context.home);
  if (!configuration) return std::unexpected(configuration.error());
  configure(plan, *configuration, config::Key::document, plan.target.id,
            home::own_config(request.locations, context));
  if (plan.document.name.empty()) plan.document.name = "AWS-StartSSHSession";
  plan.warnings = configuration->faults;
  auto limits = find_transfer_limits(request, plan.account.settings.active_profile());
  if (!limits) return std::unexpected(limits.error());
  plan.limits = *limits;
  plan.state = home::state_directory(context);
  if (plan.target.kind == instances::NodeKind::instance) {
    auto key = home::read_public_key(plan.locations.public_key);
    if (!key) return std::unexpected(key.error());
    plan.public_key = std::move(*key);
  }
  return plan;
}

std::vector<std::string> dry_run_report(const ConnectPlan& plan) {
  const aws::Settings& settings = plan.account.settings;
  std::vector<std::string> lines = {
      "dry run: nothing is sent, nothing is started",
      fmt::format("  target       {} port {}{}", plan.target.id, plan.target.port,
                  plan.target.kind == instances::NodeKind::hybrid ? " (hybrid node)" : ""),
      fmt::format("  profile      {}{}", settings.profile,
                  settings.profile_from_argument ? "" : " (environment credentials come first)"),
      fmt::format("  region       {} ({})", plan.region(), settings.region_source),
      fmt::format("  AWS files    {}, {}", settings.config_file.string(),
                  settings.credentials_file.string())};
  if (plan.target.kind == instances::NodeKind::instance) {
    lines.push_back(fmt::format("  public key   {}, pushed for {}",
                                plan.locations.public_key.string(), plan.os_user));
  }
  lines.push_back(fmt::format("  document     {}", plan.document.name));
  if (!plan.document.reason.empty()) {
    lines.push_back(fmt::format("  reason       {}", printable(plan.document.reason)));
  }
  for (const aws::Service* service :
       {&aws::kSsm, &aws::kEc2InstanceConnect, &aws::kEc2, &aws::kSsmMessages}) {
    if (service == &aws::kEc2InstanceConnect && plan.target.kind == instances::NodeKind::hybrid)
      continue;
    if (service == &aws::kSsmMessages && aws::gateway_is_told_later(settings.endpoints)) {
      lines.emplace_back("  endpoint     the gateway that the ssm endpoint names");
      continue;
    }
    const auto endpoint = aws::resolve_endpoint(*service, settings.endpoints);
    lines.push_back(fmt::format("  endpoint     {}",
                                endpoint ? endpoint->url.scheme + "://" + endpoint->url.authority()
                                         : endpoint.error().message));
  }
  lines.emplace_back(
      plan.target.kind == instances::NodeKind::instance
          ? "  would start the session and push the key, and start the instance if it "
            "is stopped"
          : "  would start the session; no key push and no start for a hybrid node");
  return lines;
}

}  // namespace cloudx::connect
