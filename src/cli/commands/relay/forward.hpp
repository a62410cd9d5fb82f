#pragma once

#include "cli/command.hpp"
#include "features/relay/forward/forward_request.hpp"

namespace cloudx::cli {

class RelayForwardCommand final : public Command {
 public:
  static constexpr const char* kName = "forward";
  static constexpr const char* kAbout = "Make this machine reachable by relay (a daemon)";

  explicit RelayForwardCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::ForwardRequest request_;
};

}  // namespace cloudx::cli
