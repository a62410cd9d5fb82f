#pragma once

#include "cli/command.hpp"
#include "features/hosts/cleanup.hpp"

namespace cloudx::cli {

class CleanupCommand final : public Command {
 public:
  static constexpr const char* kName = "cleanup";
  static constexpr const char* kAbout = "Tidy the ssh config file with our hosts";

  explicit CleanupCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  hosts::CleanupRequest request_;
};

}  // namespace cloudx::cli
