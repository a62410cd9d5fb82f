#pragma once

#include "cli/command.hpp"
#include "features/relay/client/settings.hpp"

namespace cloudx::cli {

class RelayStatusCommand final : public Command {
 public:
  static constexpr const char* kName = "status";
  static constexpr const char* kAbout = "Show what the relay of a machine does";

  explicit RelayStatusCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::ClientRequest request_;
  bool json_ = false;
};

}  // namespace cloudx::cli
