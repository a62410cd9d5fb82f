#pragma once
// Manual pages in the man(7) language, one a command and one for the program.

#include <string>
#include <string_view>

#include "cli/program_text.hpp"

namespace cloudx::cli {

struct Edition {
  std::string_view version;  // "1.0.0"
  std::string_view date;     // "2026-01-31"
};

// "cloudx-proxy-relay-connect"
[[nodiscard]] std::string page_name(const CommandText& command);
// cloudx-proxy(1)
[[nodiscard]] std::string program_page(const ProgramText& program, const Edition& edition);
// cloudx-proxy-NAME(1)
[[nodiscard]] std::string command_page(const CommandText& command, const Edition& edition);

}  // namespace cloudx::cli
