#include "cli/commands/relay/template.hpp"

#include <CLI/App.hpp>

#include "cli/print.hpp"
#include "features/relay/deploy/template.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kFooter = R"text(
What relay deploy gives to CloudFormation: for reading it, or for deploying it by other means (it
makes a named IAM user: CAPABILITY_NAMED_IAM). The launch template has the stack's name.

Example:
  cloudx-proxy relay template > relay.json
  aws cloudformation deploy --template-file relay.json --stack-name ssh-proxy \
    --capabilities CAPABILITY_NAMED_IAM --parameter-overrides "PublicKey=$(cat ~/.ssh/proxy.pub)"

Exit status: 0 printed; 1 stdout does not take it; 2 wrong usage.)text";

}  // namespace

TemplateCommand::TemplateCommand(CLI::App& options) {
  options.footer(kFooter);
}

int TemplateCommand::run(const home::ProcessContext& /*context*/) {
  return print(std::string(relay::stack_template()));
}

}  // namespace cloudx::cli
