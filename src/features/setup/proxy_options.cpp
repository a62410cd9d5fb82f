#include "features/setup/proxy_options.hpp"

#include <filesystem>

namespace cloudx::setup {

namespace fs = std::filesystem;

namespace {

home::ProcessContext without_choices(const home::ProcessContext& context) {
  home::ProcessContext plain = context;
  const aws::Environment real = context.environment;
  plain.environment = aws::Environment([real](std::string_view name) -> std::optional<std::string> {
    for (const char* choice :
         {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"}) {
      if (name == choice) return std::nullopt;
    }
    return real.get(name);
  });
  return plain;
}

}  // namespace

hosts::ProxyCommand proxy_command(const home::AccountRequest& account, const std::string& region,
                                  const home::LocationRequest& locations,
                                  const home::ProcessContext& context) {
  auto command = hosts::make_proxy_command(context.executable.generic_string());
  const home::Locations wanted = find_locations(locations, context);
  const home::Locations found = find_locations({}, context);
  home::AccountRequest by_options;
  if (account.aws_env) {
    by_options.aws_env = account.aws_env;
    command.set_option("--aws-env", *account.aws_env);
  }
  if (account.profile && *account.profile != found.default_profile) {
    by_options.profile = account.profile;
    command.set_option("--profile", *account.profile);
  }
  const auto detected = find_account(by_options, found.default_profile, without_choices(context));
  if (!detected || detected->region() != region) command.set_option("--region", region);
  if (wanted.key_name != found.key_name) command.set_option("--ssh-key", wanted.key_name);
  if (wanted.directory != found.directory) {
    const bool by_file = locations.ssh_config && !locations.ssh_dir;
    const fs::path& path = by_file ? wanted.ssh_config : wanted.directory;
    command.set_option(by_file ? "--ssh-config" : "--ssh-dir", fs::absolute(path).generic_string());
  }
  return command;
}

}  // namespace cloudx::setup
