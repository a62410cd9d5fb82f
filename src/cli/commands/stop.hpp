#pragma once

#include "cli/command.hpp"
#include "features/instances/commands.hpp"

namespace cloudx::cli {

class StopCommand final : public Command {
 public:
  explicit StopCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const instances::InstanceRequest& request() const { return request_; }

 private:
  instances::InstanceRequest request_;
};

}  // namespace cloudx::cli
