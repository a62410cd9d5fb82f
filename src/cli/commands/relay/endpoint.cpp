#include <memory>
#include <optional>
#include <string>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/command_result.hpp"
#include "cli/commands.hpp"
#include "cli/commands/relay/key_output.hpp"
#include "cli/common_options.hpp"
#include "features/relay/keys/key_files.hpp"
#include "os/file_secrecy.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
A key opens one role of one endpoint: "connect" reaches it, "forward" is the machine itself. Both
keys are printed unless one role is named; give each side its own, and no more.

Example:
  cloudx-proxy relay endpoint my-mac --role connect --output my-mac.key

Exit status: 0 printed; 1 failed; 2 wrong usage.)";

class EndpointCommand final : public Command {
 public:
  explicit EndpointCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::EndpointRequest request_;
  std::optional<std::string> output_;
};

}  // namespace

EndpointCommand::EndpointCommand(CLI::App& options) {
  options.add_option("ID", request_.id, "letters, digits and hyphens, at most 64")
      ->required()
      ->type_name("");
  add_optional(options, "--master-key-file", request_.master_key_file, "FILE",
               "the service's master key");
  add_optional(options, "--config", request_.config, "FILE",
               "the service's configuration, in place of that [/etc/cloudx-proxy/relay.toml]");
  add_optional(options, "--role", request_.role, "connect|forward", "only the key of this role")
      ->check(CLI::IsMember({"connect", "forward"}).description(""));
  add_optional(options, "--output", output_, "FILE", "a new file for the keys [stdout]");
  options.footer(kFooter);
}

int EndpointCommand::run(const home::ProcessContext& context) {
  const std::string warning = os::open_key_warning(request_.master_key_file.value_or(""));
  TerminalProgress progress = terminal_progress();
  if (!warning.empty()) progress.warn(warning);
  return put_key(relay::make_endpoint_key_file(request_, context.environment), output_);
}

std::unique_ptr<Command> make_endpoint(CLI::App& options) {
  return std::make_unique<EndpointCommand>(options);
}

}  // namespace cloudx::cli
