#include "cli/commands/relay/relay.hpp"

#include "cli/commands/relay/connect.hpp"
#include "cli/commands/relay/deploy.hpp"
#include "cli/commands/relay/destroy.hpp"
#include "cli/commands/relay/endpoint.hpp"
#include "cli/commands/relay/forward.hpp"
#include "cli/commands/relay/install.hpp"
#include "cli/commands/relay/keygen.hpp"
#include "cli/commands/relay/serve.hpp"
#include "cli/commands/relay/status.hpp"
#include "cli/commands/relay/template.hpp"
#include "cli/commands/relay/terminate.hpp"

namespace cloudx::cli {

const char* const RelayGroup::kFooter = R"(
A machine behind NAT is an endpoint. Whoever wants in and the machine itself meet on a small EC2 VM
that a web service launches when it is asked for, and that ends itself when the last client has
left. The help of a command has its options: cloudx-proxy relay COMMAND --help.

Example:
  cloudx-proxy relay deploy --region eu-west-1
  cloudx-proxy relay keygen /etc/cloudx-proxy/relay-master.key
  cloudx-proxy relay endpoint my-mac --master-key-file /etc/cloudx-proxy/relay-master.key

Exit status: 0 done; 1 failed; 2 wrong usage; 255 of relay connect: no connection.)";

void RelayGroup::add_commands(CLI::App& app, Words wanted, std::vector<Choice>& choices) {
  add_wanted<RelayConnectCommand, RelayForwardCommand, RelayInstallCommand, RelayStatusCommand,
             RelayTerminateCommand, ServeCommand, KeygenCommand, EndpointCommand, DeployCommand,
             DestroyCommand, TemplateCommand>(app, wanted, choices);
}

}  // namespace cloudx::cli
