#include "cli/common_options.hpp"

#include <fmt/format.h>

#include "instances/owner.hpp"

namespace cloudx::cli {

CLI::Option* add_optional(CLI::App& app, const std::string& name, std::optional<std::string>& into,
                          const std::string& value_name, const std::string& about) {
  return app
      .add_option_function<std::string>(
          name, [&into](const std::string& value) { into = value; }, about)
      ->type_name(value_name);
}

void add_profile_options(CLI::App& app, home::AccountRequest& request) {
  add_optional(app, "--profile", request.profile, "NAME", "AWS profile");
  add_optional(app, "--aws-env", request.aws_env, "NAME",
               "use ~/.aws/aws-envs/NAME/config and credentials");
}

void add_account_options(CLI::App& app, home::AccountRequest& request) {
  add_profile_options(app, request);
  add_optional(app, "--region", request.region, "REGION", "AWS region of the instance");
}

void add_owner_option(CLI::App& app, std::optional<std::string>& key) {
  add_optional(
      app, "--owner-tag", key, "KEY",
      fmt::format("tag that names the IAM user whose an instance is [{}]", instances::kOwnerTag));
}

void add_location_options(CLI::App& app, home::LocationRequest& request) {
  add_optional(app, "--ssh-key", request.ssh_key, "NAME", "key name inside the directory");
  add_optional(app, "--ssh-config", request.ssh_config, "FILE",
               "ssh config file; its folder is the directory");
  add_optional(app, "--ssh-dir", request.ssh_dir, "DIR",
               "directory of the key; wins over --ssh-config");
}

}  // namespace cloudx::cli
