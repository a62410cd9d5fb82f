#pragma once

#include "cli/command.hpp"
#include "features/relay/install/install_request.hpp"

namespace cloudx::cli {

class RelayInstallCommand final : public Command {
 public:
  static constexpr const char* kName = "install";
  static constexpr const char* kAbout = "Make a service of relay forward (systemd or launchd)";

  explicit RelayInstallCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::InstallRequest request_;
  bool system_ = false;  // what happens without --user anyway
  bool launchd_ = false;
};

}  // namespace cloudx::cli
