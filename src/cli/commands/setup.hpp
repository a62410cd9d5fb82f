#pragma once

#include <optional>
#include <string>

#include "cli/command.hpp"
#include "features/setup/setup_request.hpp"

namespace cloudx::cli {

class SetupCommand final : public Command {
 public:
  static constexpr const char* kName = "setup";
  static constexpr const char* kAbout =
      "Configure a host: AWS profile, key, ssh config, and a test";

  explicit SetupCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const setup::SetupRequest& request() const { return request_; }

 private:
  setup::SetupRequest request_;
};

}  // namespace cloudx::cli
