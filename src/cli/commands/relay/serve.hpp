#pragma once

#include <string>

#include "cli/command.hpp"

namespace cloudx::cli {

class ServeCommand final : public Command {
 public:
  static constexpr const char* kName = "serve";
  static constexpr const char* kAbout = "Run the web service that launches relays";

  explicit ServeCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::string config_ = "/etc/cloudx-proxy/relay.toml";
  bool check_ = false;
};

}  // namespace cloudx::cli
