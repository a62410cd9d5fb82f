#pragma once

#include "cli/command.hpp"
#include "features/login/commands.hpp"

namespace cloudx::cli {

class LoginCommand final : public Command {
 public:
  explicit LoginCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const login::LoginRequest& request() const { return request_; }

 private:
  login::LoginRequest request_;
};

}  // namespace cloudx::cli
