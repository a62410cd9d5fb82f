#pragma once

#include "cli/command.hpp"
#include "features/relay/client/settings.hpp"

namespace cloudx::cli {

class RelayTerminateCommand final : public Command {
 public:
  static constexpr const char* kName = "terminate";
  static constexpr const char* kAbout = "End the relay of a machine now";

  explicit RelayTerminateCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::ClientRequest request_;
};

}  // namespace cloudx::cli
