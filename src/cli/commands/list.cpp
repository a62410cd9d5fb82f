#include "cli/commands/list.hpp"

#include <CLI/App.hpp>

#include "cli/common_options.hpp"
#include "cli/print.hpp"

namespace cloudx::cli {

ListCommand::ListCommand(CLI::App& options) {
  add_optional(options, "--ssh-config", request_.locations.ssh_config, "FILE",
               "ssh config file with our hosts [~/.ssh/vscode/config or ~/.ssh/cloudX/config]");
  add_optional(options, "--environment", request_.environment, "ENV", "only this environment");
  options.add_flag("--detailed", request_.detailed, "how each host is reached, too");
  options.add_flag("--json", request_.json,
                   "an array of objects with environment, host, name, instance_id, comment");
}

int ListCommand::run(const home::Surroundings& surroundings) {
  return print(hosts::run_list(request_, surroundings));
}

}  // namespace cloudx::cli
