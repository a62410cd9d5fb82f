#pragma once
// VS Code and the editors made of it, which have its settings, Remote-SSH among them.

#include <filesystem>
#include <string>
#include <vector>

#include "home/process_context.hpp"

namespace cloudx::home {

struct VscodeEditor {
  std::string name;                // "VS Code Insiders"
  std::filesystem::path settings;  // the user's settings.json, there or not
  bool installed = false;          // it has a folder for its settings, or a program on the PATH
};

// All that are known, VS Code itself first.
[[nodiscard]] std::vector<VscodeEditor> vscode_editors(const ProcessContext& context);

}  // namespace cloudx::home
