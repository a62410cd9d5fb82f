#pragma once
// The settings of VS Code's extension Remote-SSH that decide whether it gets to an instance.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "features/doctor/finding.hpp"
#include "home/surroundings.hpp"

namespace cloudx::doctor {

// Where VS Code keeps its settings.json, of those places that there are.
[[nodiscard]] std::vector<std::filesystem::path> find_vscode_settings(
    const home::Surroundings& surroundings);

struct VscodeFacts {
  std::filesystem::path file;
  Result<std::string> content;  // JSON with comments
  std::filesystem::path main_config;
  std::filesystem::path our_config;
  std::string home;
};

[[nodiscard]] std::vector<Finding> check_vscode(const VscodeFacts& facts);

}  // namespace cloudx::doctor
