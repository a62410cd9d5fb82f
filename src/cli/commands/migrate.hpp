#pragma once

#include "cli/command.hpp"
#include "features/hosts/migrate.hpp"

namespace cloudx::cli {

class MigrateCommand final : public Command {
 public:
  static constexpr const char* kName = "migrate";
  static constexpr const char* kAbout = "Move ~/.ssh/vscode to ~/.ssh/cloudX";

  explicit MigrateCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  hosts::MigrateRequest request_;
};

}  // namespace cloudx::cli
