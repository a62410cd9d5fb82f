#include "features/relay/deploy/template.hpp"

#include <memory>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/commands.hpp"
#include "cli/print.hpp"

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

class TemplateCommand final : public Command {
 public:
  explicit TemplateCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;
};

}  // namespace

TemplateCommand::TemplateCommand(CLI::App& options) {
  options.footer(kFooter);
}

int TemplateCommand::run(const home::ProcessContext& /*context*/) {
  return print(std::string(relay::stack_template()));
}

std::unique_ptr<Command> make_template(CLI::App& options) {
  return std::make_unique<TemplateCommand>(options);
}

}  // namespace cloudx::cli
