#pragma once

#include "cli/command.hpp"
#include "features/hosts/list.hpp"

namespace cloudx::cli {

class ListCommand final : public Command {
 public:
  static constexpr const char* kName = "list";
  static constexpr const char* kAbout = "Show the configured hosts";

  explicit ListCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  hosts::ListRequest request_;
};

}  // namespace cloudx::cli
