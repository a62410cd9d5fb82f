#pragma once
// The settings of the extension Remote-SSH, of VS Code and the editors made of it, that decide
// whether it gets to an instance.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "features/doctor/finding.hpp"

namespace cloudx::doctor {

struct VscodeFacts {
  std::string editor;  // "VS Code", "Cursor"
  std::filesystem::path file;
  Result<std::string> content;  // JSON with comments
  std::filesystem::path main_config;
  std::filesystem::path our_config;
  std::filesystem::path home;
  std::string host;  // "" for none: then our config as a whole is meant
};

[[nodiscard]] std::vector<Finding> check_vscode(const VscodeFacts& facts);

}  // namespace cloudx::doctor
