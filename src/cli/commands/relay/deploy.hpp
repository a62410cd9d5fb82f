#pragma once

#include "cli/command.hpp"
#include "features/relay/deploy/commands.hpp"

namespace cloudx::cli {

class DeployCommand final : public Command {
 public:
  static constexpr const char* kName = "deploy";
  static constexpr const char* kAbout = "Make or change what a relay needs in an AWS account";

  explicit DeployCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const relay::DeployRequest& request() const { return request_; }

 private:
  relay::DeployRequest request_;
};

}  // namespace cloudx::cli
