#include "cli/options.hpp"

#include <sstream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/exit_code.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kAbout =
    "SSH to machines without a public address, through AWS Systems Manager Session Manager.";

constexpr const char* kConnectFooter = R"(
As ssh's ProxyCommand:
  Host cloudx-dev-*
    User ec2-user
    ProxyCommand cloudx-proxy connect %h %p
  Host cloudx-dev-myserver
    HostName i-0123456789abcdef0

Defaults: profile and key "vscode" in ~/.ssh/vscode; where ~/.ssh/cloudX exists, or the program is
called cloudX-proxy, "cloudX" in ~/.ssh/cloudX. Without --profile, and where the default profile
does not exist, credentials come from the environment and the usual places after it. The region is
that of the option, the environment (AWS_REGION), the profile, else eu-west-1.

Exit status: 0 the session ended; 255 no connection, or it was lost; 2 wrong usage.
stdout carries the tunnel's bytes and nothing else.)";

template <class Value>
void add_optional(CLI::App& app, const std::string& name, std::optional<Value>& into,
                  const std::string& value_name, const std::string& about) {
  app.add_option_function<Value>(
         name, [&into](const Value& value) { into = value; }, about)
      ->type_name(value_name);
}

void add_connect(CLI::App& app, ConnectCommand& command) {
  connect::ConnectRequest& request = command.request;
  CLI::App& connect =
      *app.add_subcommand("connect", "Connect stdin and stdout to an instance's SSH port");
  connect.add_option("INSTANCE_ID", request.target, "i-... (EC2) or mi-... (hybrid node)")
      ->required()
      ->type_name("");
  connect.add_option("PORT", request.port, "port on the instance")
      ->default_str("22")
      ->type_name("");
  add_optional(connect, "--profile", request.profile, "NAME", "AWS profile");
  add_optional(connect, "--region", request.region, "REGION", "AWS region of the instance");
  add_optional(connect, "--ssh-key", request.ssh_key, "NAME", "key name inside the directory");
  add_optional(connect, "--ssh-config", request.ssh_config, "FILE",
               "ssh config file; its folder is the directory");
  add_optional(connect, "--ssh-dir", request.ssh_dir, "DIR",
               "directory of the key; wins over --ssh-config");
  add_optional(connect, "--aws-env", request.aws_env, "NAME",
               "use ~/.aws/aws-envs/NAME/config and credentials");
  connect.add_option("--os-user", request.os_user, "user that the key is pushed for [ec2-user]")
      ->type_name("USER");
  connect
      .add_option_function<unsigned>(
          "--timeout",
          [&request](unsigned value) { request.timeout = std::chrono::seconds(value); },
          "seconds until the connection must stand, a cold start included [300]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 86400U).description(""));
  connect
      .add_option("--payload-size", request.payload_size,
                  "largest message to send, 1024 to 65536; above 1024 it is tried out first [1024]")
      ->type_name("BYTES")
      ->check(CLI::Range(1024U, 65536U).description(""));
  connect.add_flag("--dry-run", request.dry_run, "say what would be done, and do nothing");
  connect.add_flag("--quiet,-q", command.quiet, "no progress, only errors");
  connect.add_flag("--verbose,-v", command.verbose, "every step with its time");
  connect.footer(kConnectFooter);
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv) {
  ConnectCommand command;
  CLI::App app(kAbout, "cloudx-proxy");
  app.set_version_flag("--version,-V", "cloudx-proxy " CLOUDX_VERSION, "print the version");
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.get_formatter()->column_width(28);
  add_connect(app, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    std::ostringstream out;
    std::ostringstream error;
    const bool answered = app.exit(end, out, error) == 0;
    if (answered) return Answer{out.str(), kSuccess};
    return Answer{"cloudx-proxy: " + error.str(), kUsage};
  }
  return command;
}

}  // namespace cloudx::cli
