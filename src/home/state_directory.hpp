#pragma once
// Where the program keeps what is neither configuration nor a cache: the lock for changes of the
// user's files and backups of them.

#include <filesystem>

#include "home/process_context.hpp"

namespace cloudx::home {

// $XDG_STATE_HOME/cloudx-proxy, else ~/.local/state/cloudx-proxy (XDG Base Directory
// Specification). One for all of the options, so that runs with different ones still wait for each
// other.
[[nodiscard]] std::filesystem::path state_directory(const ProcessContext& context);

}  // namespace cloudx::home
