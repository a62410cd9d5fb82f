#pragma once

#include <optional>
#include <string>

#include "cli/command.hpp"
#include "features/relay/keys/key_files.hpp"

namespace cloudx::cli {

class EndpointCommand final : public Command {
 public:
  static constexpr const char* kName = "endpoint";
  static constexpr const char* kAbout = "Print the key file of one endpoint of a relay service";

  explicit EndpointCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  relay::EndpointRequest request_;
  std::optional<std::string> output_;
};

}  // namespace cloudx::cli
