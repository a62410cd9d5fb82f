#pragma once
// Which commands the parser is told of. Where one is wanted, that one alone: the options of all
// take memory and time, which every connection would pay for.

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>

#include "cli/command.hpp"
#include "cli/commands.hpp"

namespace cloudx::cli {

// What follows the program's (or a group's) name on the command line.
using Words = std::span<const std::string_view>;

struct Choice {
  CLI::App* options = nullptr;
  std::unique_ptr<Command> command;
};

// Adds the command that the first word names, or all of them where it names none.
void add_wanted(CLI::App& app, std::span<const CommandEntry> entries, Words wanted,
                std::vector<Choice>& choices);

}  // namespace cloudx::cli
