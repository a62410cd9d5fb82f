#pragma once

#include <optional>
#include <string>

#include "cli/command.hpp"

namespace cloudx::cli {

class KeygenCommand final : public Command {
 public:
  static constexpr const char* kName = "keygen";
  static constexpr const char* kAbout = "Make the master key of a relay service";

  explicit KeygenCommand(CLI::App& options);
  int run(const home::ProcessContext& context) override;

 private:
  std::optional<std::string> file_;
};

}  // namespace cloudx::cli
