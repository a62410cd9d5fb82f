#pragma once
// The command line, turned into the command to run.

#include <memory>
#include <string>
#include <variant>

#include "cli/command.hpp"
#include "cli/program_text.hpp"

namespace cloudx::cli {

// Nothing to run: `text` goes to stdout (help, version: code 0) or stderr (wrong usage: code 2).
struct ImmediateExit {
  std::string text;
  int exit_code = 0;
};

using Parsed = std::variant<std::unique_ptr<Command>, ImmediateExit>;

[[nodiscard]] Parsed parse_command_line(int argc, const char* const* argv);

// Returns the whole command line as data: for help, manual pages and completion.
[[nodiscard]] ProgramText program_text();

}  // namespace cloudx::cli
