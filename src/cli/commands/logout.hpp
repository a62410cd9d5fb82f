#pragma once

#include "cli/command.hpp"
#include "home/account.hpp"

namespace cloudx::cli {

class LogoutCommand final : public Command {
 public:
  static constexpr const char* kName = "logout";
  static constexpr const char* kAbout = "End the login to IAM Identity Center (SSO)";

  explicit LogoutCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  home::AccountRequest request_;
};

}  // namespace cloudx::cli
