#pragma once

#include "cli/command.hpp"

namespace cloudx::cli {

class TemplateCommand final : public Command {
 public:
  static constexpr const char* kName = "template";
  static constexpr const char* kAbout = "Print the CloudFormation template of a relay's AWS parts";

  explicit TemplateCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;
};

}  // namespace cloudx::cli
