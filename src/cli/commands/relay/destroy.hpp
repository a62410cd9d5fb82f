#pragma once

#include "cli/command.hpp"
#include "features/relay/deploy/commands.hpp"

namespace cloudx::cli {

class DestroyCommand final : public Command {
 public:
  static constexpr const char* kName = "destroy";
  static constexpr const char* kAbout = "Remove what relay deploy has made";

  explicit DestroyCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const relay::DestroyRequest& request() const { return request_; }

 private:
  relay::DestroyRequest request_;
  bool yes_ = false;
};

}  // namespace cloudx::cli
