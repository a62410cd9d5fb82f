#pragma once

#include "cli/command.hpp"
#include "features/relay/connect/relay_connect_request.hpp"

namespace cloudx::cli {

class RelayConnectCommand final : public Command {
 public:
  static constexpr const char* kName = "connect";
  static constexpr const char* kAbout = "Connect stdin and stdout to a machine behind NAT";

  explicit RelayConnectCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::RelayConnectRequest request_;
  bool quiet_ = false;
  int verbose_ = 0;  // how often it is given
};

}  // namespace cloudx::cli
