#pragma once

#include "cli/command.hpp"
#include "features/instances/commands.hpp"

namespace cloudx::cli {

class StartCommand final : public Command {
 public:
  static constexpr const char* kName = "start";
  static constexpr const char* kAbout = "Start an instance";

  explicit StartCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const instances::InstanceRequest& request() const { return request_; }

 private:
  instances::InstanceRequest request_;
};

}  // namespace cloudx::cli
