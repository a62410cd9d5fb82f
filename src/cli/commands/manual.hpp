#pragma once

#include <string>

#include "cli/command.hpp"

namespace cloudx::cli {

// Hidden: the build calls it to make the manual pages.
class ManualCommand final : public Command {
 public:
  static constexpr const char* kName = "__man";
  static constexpr const char* kAbout = "Write all manual pages into a folder";

  explicit ManualCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::string folder_;
  std::string date_;
};

}  // namespace cloudx::cli
