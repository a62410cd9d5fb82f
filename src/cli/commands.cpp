#include "cli/commands.hpp"

#include <array>

namespace cloudx::cli {

namespace {

constexpr const char* kRelayFooter = R"(
A machine behind NAT is an endpoint. Whoever wants in and the machine itself meet on a small EC2 VM
that a web service launches when it is asked for, and that ends itself when the last client has
left. The help of a command has its options: cloudx-proxy relay COMMAND --help.

Example:
  cloudx-proxy relay deploy --region eu-west-1
  cloudx-proxy relay keygen /etc/cloudx-proxy/relay-master.key
  cloudx-proxy relay endpoint my-mac --master-key-file /etc/cloudx-proxy/relay-master.key

Exit status: 0 done; 1 failed; 2 wrong usage; 255 of relay connect: no connection.)";

constexpr std::array kRelayCommands = {
    CommandEntry{.name = "connect",
                 .about = "Connect stdin and stdout to a machine behind NAT",
                 .make = make_relay_connect},
    CommandEntry{.name = "forward",
                 .about = "Make this machine reachable by relay (a daemon)",
                 .make = make_relay_forward},
    CommandEntry{.name = "install",
                 .about = "Make a service of relay forward (systemd or launchd)",
                 .make = make_relay_install},
    CommandEntry{.name = "status",
                 .about = "Show what the relay of a machine does",
                 .make = make_relay_status},
    CommandEntry{.name = "terminate",
                 .about = "End the relay of a machine now",
                 .make = make_relay_terminate},
    CommandEntry{
        .name = "serve", .about = "Run the web service that launches relays", .make = make_serve},
    CommandEntry{
        .name = "keygen", .about = "Make the master key of a relay service", .make = make_keygen},
    CommandEntry{.name = "endpoint",
                 .about = "Print the key file of one endpoint of a relay service",
                 .make = make_endpoint},
    CommandEntry{.name = "deploy",
                 .about = "Make or change what a relay needs in an AWS account",
                 .make = make_deploy},
    CommandEntry{
        .name = "destroy", .about = "Remove what relay deploy has made", .make = make_destroy},
    CommandEntry{.name = "template",
                 .about = "Print the CloudFormation template of a relay's AWS parts",
                 .make = make_template},
};

constexpr std::array kForwardCommands = {
    CommandEntry{.name = "list",
                 .about = "Show the forwards that run in the background",
                 .make = make_forward_list},
    CommandEntry{.name = "stop",
                 .about = "End forwards that run in the background",
                 .make = make_forward_stop},
};

constexpr const char* kPluginFooter = R"(
Under the name session-manager-plugin this program does what AWS's does for the AWS CLI and others.

Example:
  sudo cloudx-proxy plugin install --dir /usr/local/bin

Exit status: 0 done; 1 failed; 2 wrong usage.)";

constexpr std::array kPluginCommands = {
    CommandEntry{.name = "install",
                 .about = "Let the AWS CLI find this program as its session-manager-plugin",
                 .make = make_plugin_install},
};

constexpr std::array kCommands = {
    CommandEntry{.name = "setup",
                 .about = "Configure a host: AWS profile, key, ssh config, and a test",
                 .make = make_setup},
    CommandEntry{.name = "list", .about = "Show the configured hosts", .make = make_list},
    CommandEntry{.name = "status", .about = "Show the state of an instance", .make = make_status},
    CommandEntry{.name = "start", .about = "Start an instance", .make = make_start},
    CommandEntry{.name = "stop", .about = "Stop an instance", .make = make_stop},
    CommandEntry{.name = "forward",
                 .about = "Forward ports to an instance, or through it, without ssh",
                 .make = make_forward,
                 .members = kForwardCommands},
    CommandEntry{
        .name = "shell", .about = "Open a shell on an instance, without ssh", .make = make_shell},
    CommandEntry{.name = "exec",
                 .about = "Run a command on an instance, without ssh",
                 .make = make_exec,
                 .has_trailing = true},
    CommandEntry{.name = "plugin",
                 .about = "Stand in for AWS's session-manager-plugin",
                 .members = kPluginCommands,
                 .footer = kPluginFooter},
    CommandEntry{.name = "doctor",
                 .about = "Check everything that a connection needs, and say what is wrong",
                 .make = make_doctor},
    CommandEntry{
        .name = "login", .about = "Log in to IAM Identity Center (SSO)", .make = make_login},
    CommandEntry{.name = "logout",
                 .about = "End the login to IAM Identity Center (SSO)",
                 .make = make_logout},
    CommandEntry{.name = "cleanup",
                 .about = "Tidy the ssh config file with our hosts",
                 .make = make_cleanup},
    CommandEntry{
        .name = "migrate", .about = "Move ~/.ssh/vscode to ~/.ssh/cloudX", .make = make_migrate},
    CommandEntry{.name = "connect",
                 .about = "Connect stdin and stdout to an instance's SSH port",
                 .make = make_connect},
    CommandEntry{.name = "relay",
                 .about = "Reach machines behind NAT through a VM that runs on demand",
                 .members = kRelayCommands,
                 .footer = kRelayFooter},
    CommandEntry{.name = "completion",
                 .about = "Print a script that lets a shell complete the command line",
                 .make = make_completion},
    CommandEntry{.name = "__complete",
                 .about = "Print the names of a kind: hosts, profiles or environments",
                 .make = make_complete},
    CommandEntry{
        .name = "__man", .about = "Write all manual pages into a folder", .make = make_manual},
};

}  // namespace

std::span<const CommandEntry> all_commands() {
  return kCommands;
}

}  // namespace cloudx::cli
