#include "cli/node_options.hpp"

#include "cli/common_options.hpp"
#include "cli/trace_output.hpp"

namespace cloudx::cli {

const char* const kTargetFooter = R"(
TARGET is one of
  i-0123456789abcdef0     an instance id, or mi-... of a hybrid node
  cloudx-dev-myserver     a host of our ssh config; profile and region are those of its ProxyCommand
  10.0.0.5                a private address
  team=core               a tag
  "cloudX-dev-myserver"   a Name tag; what stands behind " | " in it may be left out
  ecs:CLUSTER/TASK/NAME   a container of ECS; its NAME may be left out where the task has only one
An instance that is stopped is started; a task is not.)";

void add_node_options(CLI::App& app, session::NodeRequest& request) {
  app.add_option("TARGET", request.target, "which instance; see below")->required()->type_name("");
  add_account_options(app, request.account);
  add_optional(app, "--ssh-config", request.locations.ssh_config, "FILE",
               "ssh config file with the hosts");
  add_optional(app, "--ssh-dir", request.locations.ssh_dir, "DIR",
               "its directory; wins over --ssh-config");
  app.add_option_function<unsigned>(
         "--timeout", [&request](unsigned value) { request.timeout = std::chrono::seconds(value); },
         "seconds until the session must stand, a cold start included [300]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 86400U).description(""));
}

void add_document_options(CLI::App& app, session::SessionDocument& document) {
  app.add_option("--document", document.name, "session document to use, by its name or ARN")
      ->type_name("NAME");
  app.add_option_function<std::vector<std::string>>(
         "--parameter",
         [&document](const std::vector<std::string>& all) {
           for (const std::string& one : all) {
             const std::size_t equals = one.find('=');
             if (equals == std::string::npos || equals == 0) {
               throw CLI::ValidationError("--parameter", "\"" + one + "\" is not NAME=VALUE");
             }
             document.parameters[one.substr(0, equals)] = one.substr(equals + 1);
           }
         },
         "parameter of the document; may be given several times")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--reason", document.reason, "reason that AWS keeps with the session")
      ->type_name("TEXT");
}

TerminalProgress session_progress(const MessageOptions& options) {
  return {verbosity_of(options), MessageOutput::standard_error()};
}

Result<void> begin_session_trace(const MessageOptions& options,
                                 const home::ProcessContext& context) {
  return options.verbose > 1 ? begin_whole_trace(context.environment) : Result<void>{};
}

}  // namespace cloudx::cli
