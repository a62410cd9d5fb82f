#include "features/hosts/cleanup.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/print.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Removes duplicate blocks, restores order and banners, and brings host names and ProxyCommand to the
name that the program is called by (cloudx-proxy or cloudX-proxy) and to this binary; all options of
a ProxyCommand stay. What older tools wrote wrongly is mended: paths with blanks get quotes,
--key-path becomes --ssh-key and --ssh-dir, uvx cloudx-client this program. What ssh says of a host
does not change otherwise: a step that would change it is left out, and said so. A line that does
not work and cannot be mended is named. The previous file is kept in
~/.local/state/cloudx-proxy/backup.

Example:
  cloudx-proxy cleanup --dry-run

Exit status: 0 done, or there was nothing to do; 1 failed, and nothing is changed; 2 wrong usage.)";

class CleanupCommand final : public Command {
 public:
  explicit CleanupCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  hosts::CleanupRequest request_;
};

}  // namespace

CleanupCommand::CleanupCommand(CLI::App& options) {
  add_optional(options, "--ssh-config", request_.locations.ssh_config, "FILE",
               "ssh config file with our hosts [~/.ssh/vscode/config or ~/.ssh/cloudX/config]");
  add_optional(options, "--ssh-host-prefix", request_.prefix, "PREFIX",
               "cloudx or cloudX: the spelling that host names get [as the program is called]");
  options.add_flag("--dry-run", request_.dry_run, "show the changes as a diff, and make none");
  options.footer(kFooter);
}

int CleanupCommand::run(const home::ProcessContext& context) {
  return print(hosts::run_cleanup(request_, context));
}

std::unique_ptr<Command> make_cleanup(CLI::App& options) {
  return std::make_unique<CleanupCommand>(options);
}

}  // namespace cloudx::cli
