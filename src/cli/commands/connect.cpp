#include "cli/commands/connect.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/commands.hpp"
#include "cli/common_options.hpp"
#include "cli/mfa_prompt.hpp"
#include "cli/node_options.hpp"
#include "cli/proxy_command.hpp"
#include "features/connect/connect.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"(
Example:
  # ~/.ssh/config
  Host cloudx-dev-*
    User ec2-user
    ProxyCommand cloudx-proxy connect %h %p
  Host cloudx-dev-myserver
    HostName i-0123456789abcdef0

Defaults: profile and key "vscode" in ~/.ssh/vscode; where ~/.ssh/cloudX exists, or the program is
called cloudX-proxy, "cloudX" in ~/.ssh/cloudX. Without --profile, and where the default profile
does not exist, credentials come from the environment and the usual places after it. The region is
that of the option, the environment (AWS_REGION), the profile, else eu-west-1.

Files:
  ~/.config/cloudx-proxy/config   defaults for --document and --reason, by profile and host

Exit status: 0 the session ended; 255 no connection, or it was lost; 2 wrong usage.
stdout carries the tunnel's bytes and nothing else.)";

}  // namespace

ConnectCommand::ConnectCommand(CLI::App& options) {
  options.add_option("INSTANCE_ID", request_.target, "i-... (EC2) or mi-... (hybrid node)")
      ->required()
      ->type_name("");
  options.add_option("PORT", request_.port, "port on the instance")
      ->default_str("22")
      ->type_name("");
  add_account_options(options, request_.account);
  add_location_options(options, request_.locations);
  options.add_option("--os-user", request_.os_user, "user that the key is pushed for [ec2-user]")
      ->type_name("USER");
  add_owner_option(options, request_.owner_tag);
  options
      .add_option_function<unsigned>(
          "--timeout", [this](unsigned value) { request_.timeout = std::chrono::seconds(value); },
          "seconds until the connection must stand, a cold start included [300]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 86400U).description(""));
  options
      .add_option("--payload-size", request_.payload_size,
                  "largest message to send, 1024 to 65536, tried out first; auto goes up to 32768 "
                  "[auto]")
      ->type_name("BYTES");
  options
      .add_option("--message-rate", request_.message_rate,
                  "messages a second to send at most, or unlimited [900]")
      ->type_name("N");
  add_document_options(options, request_.document);
  options.add_flag("--dry-run", request_.dry_run, "say what would be done, and do nothing");
  add_message_options(options, messages_);
  options.footer(kFooter);
}

int ConnectCommand::run(const home::ProcessContext& context) {
  return run_proxy_command(messages_, context, [&](Progress& progress) {
    return connect::run(request_, context, ask_mfa_code, progress);
  });
}

std::unique_ptr<Command> make_connect(CLI::App& options) {
  return std::make_unique<ConnectCommand>(options);
}

}  // namespace cloudx::cli
