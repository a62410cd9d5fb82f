#pragma once

#include "cli/command.hpp"
#include "features/login/commands.hpp"

namespace cloudx::cli {

class LoginCommand final : public Command {
 public:
  static constexpr const char* kName = "login";
  static constexpr const char* kAbout = "Log in to IAM Identity Center (SSO)";

  explicit LoginCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

  [[nodiscard]] const login::LoginRequest& request() const { return request_; }

 private:
  login::LoginRequest request_;
};

}  // namespace cloudx::cli
