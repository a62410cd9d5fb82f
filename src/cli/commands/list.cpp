#include "features/hosts/list.hpp"

#include <cstdio>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/printable.hpp"
#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/print.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Example:
  cloudx-proxy list --environment dev --status

Exit status: 0 listed; 1 failed; 2 wrong usage.)";

class ListCommand final : public Command {
 public:
  explicit ListCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  hosts::ListRequest request_;
};

}  // namespace

ListCommand::ListCommand(CLI::App& options) {
  add_optional(options, "--ssh-config", request_.locations.ssh_config, "FILE",
               "ssh config file with our hosts [~/.ssh/vscode/config or ~/.ssh/cloudX/config]");
  add_optional(options, "--environment", request_.environment, "ENV", "only this environment");
  options.add_flag("--detailed", request_.detailed, "how each host is reached, too");
  options.add_flag("--json", request_.json,
                   "an array of objects with environment, host, name, instance_id, comment");
  options.add_flag(
      "--status", request_.status,
      "the live state, too: of the instance, of its SSM agent, and that one's version");
  options.footer(kFooter);
}

int ListCommand::run(const home::ProcessContext& context) {
  auto listing = hosts::run_list(request_, context, ask_mfa_code);
  if (!listing) return print(std::unexpected(listing.error()));
  for (const std::string& problem : listing->problems) {
    fmt::print(stderr, "cloudx-proxy: {}\n", printable(problem));
  }
  return print(std::move(listing->text));
}

std::unique_ptr<Command> make_list(CLI::App& options) {
  return std::make_unique<ListCommand>(options);
}

}  // namespace cloudx::cli
