#include "features/completion/candidates.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "aws/core/settings.hpp"
#include "base/printable.hpp"
#include "home/locations.hpp"
#include "hosts/tiers.hpp"
#include "os/file.hpp"

namespace cloudx::completion {

namespace {

std::vector<std::string> tidy(std::vector<std::string> names) {
  std::erase_if(names, [](const std::string& name) { return name.empty() || has_control(name); });
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

// Our own config, and the main one for hosts that were written there by hand.
std::vector<hosts::Tiers> configured(const home::ProcessContext& context) {
  const auto ours = home::own_config({}, context);
  const auto main = std::filesystem::path(context.home) / ".ssh" / "config";
  std::vector<hosts::Tiers> found;
  for (const std::filesystem::path& file : {ours, main}) {
    const auto text = os::read_file(file);
    if (!text) continue;
    const sshconfig::Document document = sshconfig::parse(*text);
    found.push_back(hosts::find_tiers(document, hosts::find_prefixes(document)));
  }
  return found;
}

}  // namespace

std::vector<std::string> hosts(const home::ProcessContext& context) {
  std::vector<std::string> names;
  for (const hosts::Tiers& tiers : configured(context)) {
    for (const hosts::ConfiguredHost& host : tiers.hosts) names.push_back(host.alias);
  }
  return tidy(std::move(names));
}

std::vector<std::string> environments(const home::ProcessContext& context) {
  std::vector<std::string> names;
  for (const hosts::Tiers& tiers : configured(context)) {
    for (const hosts::EnvironmentTier& tier : tiers.environments) {
      names.push_back(tier.environment);
    }
    for (const hosts::ConfiguredHost& host : tiers.hosts) names.push_back(host.environment);
  }
  return tidy(std::move(names));
}

std::vector<std::string> profiles(const home::ProcessContext& context) {
  aws::SettingsRequest request;
  request.profile = "default";  // the one that need not exist
  const auto settings = aws::load_settings(context.environment, request);
  std::vector<std::string> names;
  if (settings) {
    for (const auto& [name, profile] : settings->profiles.profiles) names.push_back(name);
  }
  return tidy(std::move(names));
}

std::optional<std::vector<std::string>> candidates(std::string_view kind,
                                                   const home::ProcessContext& context) {
  if (kind == "hosts") return hosts(context);
  if (kind == "environments") return environments(context);
  if (kind == "profiles") return profiles(context);
  return std::nullopt;
}

}  // namespace cloudx::completion
