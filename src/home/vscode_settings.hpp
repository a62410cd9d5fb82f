#pragma once
// VS Code's settings.json, JSON with comments: two settings of the Remote-SSH extension.

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "home/home_path.hpp"

namespace cloudx::home {

inline constexpr std::string_view kVscodeConfigFile = "remote.SSH.configFile";

// The ssh config that Remote-SSH is told to read, as it is written; nothing where it reads
// ~/.ssh/config, which is its default.
[[nodiscard]] std::optional<std::string> remote_ssh_config(std::string_view settings);

// `settings` with remote.SSH.connectTimeout large enough for an instance that has to start, and
// with remote.SSH.configFile where one is given; every other byte, the comments and the order stay.
// A larger timeout stays, too. An empty text becomes a whole file. Errc::configuration when the
// text is not one JSON object.
[[nodiscard]] Result<std::string> with_remote_ssh(std::string_view settings,
                                                  const std::optional<std::string>& ssh_config);

// `settings` with a remote.SSH.configFile in the moved folder changed to the new place; the same
// text where it names another one, or is no JSON object.
[[nodiscard]] std::string with_moved_config(std::string_view settings, const FolderMove& move);

}  // namespace cloudx::home
