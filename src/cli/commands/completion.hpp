#pragma once

#include <string>

#include "cli/command.hpp"

namespace cloudx::cli {

class CompletionCommand final : public Command {
 public:
  static constexpr const char* kName = "completion";
  static constexpr const char* kAbout =
      "Print a script that lets a shell complete the command line";

  explicit CompletionCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::string shell_;
};

// Hidden: what those scripts ask for while the user types.
class CompleteCommand final : public Command {
 public:
  static constexpr const char* kName = "__complete";
  static constexpr const char* kAbout =
      "Print the names of a kind: hosts, profiles or environments";

  explicit CompleteCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::string kind_;
};

}  // namespace cloudx::cli
