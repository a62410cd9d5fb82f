#pragma once

#include "cli/command.hpp"
#include "features/instances/commands.hpp"

namespace cloudx::cli {

class StatusCommand final : public Command {
 public:
  static constexpr const char* kName = "status";
  static constexpr const char* kAbout = "Show the state of an instance";

  explicit StatusCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const instances::InstanceRequest& request() const { return request_; }

 private:
  instances::InstanceRequest request_;
};

}  // namespace cloudx::cli
