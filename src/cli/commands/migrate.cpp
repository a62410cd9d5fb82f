#include "features/hosts/migrate.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/print.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Moves the directory and rewrites the paths into it, in its config file and in ~/.ssh/config; the
Include line stays where it is. Keys keep their names, and hosts their profile and key.

Example:
  cloudx-proxy migrate --dry-run

Exit status: 0 done; 1 failed, and nothing is changed; 2 wrong usage.)";

class MigrateCommand final : public Command {
 public:
  explicit MigrateCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  hosts::MigrateRequest request_;
};

}  // namespace

MigrateCommand::MigrateCommand(CLI::App& options) {
  add_optional(options, "--target-dir", request_.target_dir, "DIR",
               "where to move it [~/.ssh/cloudX]");
  options.add_flag("--dry-run", request_.dry_run, "show the changes as a diff, and make none");
  options.footer(kFooter);
}

int MigrateCommand::run(const home::ProcessContext& context) {
  return print(hosts::run_migrate(request_, context));
}

std::unique_ptr<Command> make_migrate(CLI::App& options) {
  return std::make_unique<MigrateCommand>(options);
}

}  // namespace cloudx::cli
