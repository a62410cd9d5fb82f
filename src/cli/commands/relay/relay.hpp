#pragma once
// The group of commands that reach machines behind NAT.

#include <vector>

#include "cli/command_set.hpp"

namespace cloudx::cli {

struct RelayGroup {
  static constexpr const char* kName = "relay";
  static constexpr const char* kAbout =
      "Reach machines behind NAT through a VM that runs on demand";
  static const char* const kFooter;
  static void add_commands(CLI::App& app, Words wanted, std::vector<Choice>& choices);
};

}  // namespace cloudx::cli
