#pragma once
// The command line, turned into a typed request.

#include <string>
#include <variant>

#include "features/connect/request.hpp"

namespace cloudx::cli {

struct ConnectCommand {
  connect::ConnectRequest request;
  bool quiet = false;
  bool verbose = false;
};

// Nothing to run: `text` goes to stdout (help, version: code 0) or stderr (wrong usage: code 2).
struct Answer {
  std::string text;
  int exit_code = 0;
};

using Command = std::variant<ConnectCommand, Answer>;

[[nodiscard]] Command parse_command_line(int argc, const char* const* argv);

}  // namespace cloudx::cli
