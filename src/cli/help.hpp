#pragma once
// What --help prints.

#include <functional>  // FormatterFwd.hpp needs it
#include <string>

#include <CLI/FormatterFwd.hpp>

#include "cli/program_text.hpp"

namespace cloudx::cli {

// "cloudx-proxy doctor [OPTIONS] [HOST]"
[[nodiscard]] std::string usage_line(const CommandText& command);

[[nodiscard]] std::string command_help(const CommandText& command);
[[nodiscard]] std::string program_help(const ProgramText& program);

class HelpFormatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

}  // namespace cloudx::cli
