#pragma once
// VS Code's settings.json, JSON with comments: two settings of the Remote-SSH extension.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "home/surroundings.hpp"

namespace cloudx::home {

// The settings file of the user; VS Code's documentation, "User settings.json location".
[[nodiscard]] std::filesystem::path vscode_settings_file(const Surroundings& surroundings);

// `settings` with remote.SSH.configFile and remote.SSH.connectTimeout set; every other byte, the
// comments and the order stay. A larger timeout stays, too. An empty text becomes a whole file.
// Errc::configuration when the text is not one JSON object.
[[nodiscard]] Result<std::string> with_remote_ssh(std::string_view settings,
                                                  std::string_view ssh_config);

// `settings` with remote.SSH.configFile changed from one file to the other; the same text where it
// names neither, or is no JSON object.
[[nodiscard]] std::string with_moved_config(std::string_view settings, std::string_view from,
                                            std::string_view to);

}  // namespace cloudx::home
