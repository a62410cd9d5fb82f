#pragma once
// Scripts that teach a shell the command line, one file a shell. Names that depend on the user's
// files are asked for with `cloudx-proxy __complete KIND` while the user types.

#include <string>

#include "cli/program_text.hpp"

namespace cloudx::cli {

[[nodiscard]] std::string bash_completion(const ProgramText& program);
[[nodiscard]] std::string zsh_completion(const ProgramText& program);
[[nodiscard]] std::string fish_completion(const ProgramText& program);
[[nodiscard]] std::string powershell_completion(const ProgramText& program);

}  // namespace cloudx::cli
