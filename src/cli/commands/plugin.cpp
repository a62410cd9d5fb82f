#include <cstdio>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "features/plugin/install.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Makes a link of the name session-manager-plugin to this program. The AWS CLI, the editors' toolkits,
Ansible and others that start sessions themselves then run it: `aws ssm start-session` and `aws ecs
execute-command` work as before, and survive a lost connection.

Example:
  sudo cloudx-proxy plugin install --dir /usr/local/bin

Exit status: 0 done; 1 failed; 2 wrong usage, or another program is there.)";

class PluginInstallCommand final : public Command {
 public:
  explicit PluginInstallCommand(CLI::App& options) {
    options
        .add_option_function<std::string>(
            "--dir", [this](const std::string& folder) { request_.folder = folder; },
            "folder for the link [that of this program]")
        ->type_name("DIR");
    options.add_flag("--replace", request_.replace, "replace another program of that name");
    options.footer(kFooter);
  }

  int run(const home::ProcessContext& context) override {
    TerminalProgress progress = terminal_progress();
    const auto installed = plugin::install(request_, context);
    if (installed) {
      std::fputs(fmt::format("{} {}\n", installed->link.string(),
                             installed->changed ? "leads here now" : "leads here already")
                     .c_str(),
                 stdout);
      if (!installed->is_found()) {
        progress.warn(installed->found.empty()
                          ? "no folder of PATH has it: others will not find it"
                          : fmt::format("PATH leads to {} first", installed->found.string()));
      }
    }
    return report_result(installed, progress);
  }

 private:
  plugin::InstallRequest request_;
};

}  // namespace

std::unique_ptr<Command> make_plugin_install(CLI::App& options) {
  return std::make_unique<PluginInstallCommand>(options);
}

}  // namespace cloudx::cli
