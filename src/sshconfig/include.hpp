#pragma once
// Include lines (ssh_config(5)): paths with "~", relative to ~/.ssh, quoted, with wildcards.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "sshconfig/document.hpp"
#include "sshconfig/files.hpp"

namespace cloudx::sshconfig {

// ssh gives up below this (READCONF_MAX_DEPTH).
inline constexpr int kMaximalDepth = 16;

// The patterns of an Include line, absolute. "~user" is left as it is and so names no file here.
[[nodiscard]] std::vector<std::string> include_patterns(const Line& line,
                                                        const std::filesystem::path& home);

// The files that an Include line reads now.
[[nodiscard]] std::vector<std::filesystem::path> included_files(const Line& line,
                                                                const std::filesystem::path& home,
                                                                const Files& files);

// Errc::configuration where ssh refuses `file` for its Include lines: they lead in a circle, or too
// deep. A file that is not there is no error.
[[nodiscard]] Result<void> check_includes(const std::filesystem::path& file,
                                          const std::filesystem::path& home, const Files& files);

// The Include line of `document` that reads `target` for every host: it stands before any Host or
// Match, here or in a file that such a line reads. `target` need not exist. The answer points into
// the preamble of `document`, or is null.
[[nodiscard]] const Line* include_of(const Document& document, const std::filesystem::path& target,
                                     const std::filesystem::path& home, const Files& files);

}  // namespace cloudx::sshconfig
