#pragma once
// Which commands the parser is told of. Where one is wanted, that one alone: the options of all
// take memory and time, which every connection would pay for.

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>

#include "cli/command.hpp"

namespace cloudx::cli {

// What follows the program's (or a group's) name on the command line.
using Words = std::span<const std::string_view>;

struct Choice {
  CLI::App* options = nullptr;
  std::unique_ptr<Command> command;
};

// A command that has commands: `static void add_commands(CLI::App&, Words, vector<Choice>&)` adds
// them, and kFooter is what help says at its end.
template <class Kind>
concept Group = requires(CLI::App& app, Words wanted, std::vector<Choice>& choices) {
  Kind::add_commands(app, wanted, choices);
};

template <class Kind>
void add_command(CLI::App& app, Words wanted, std::vector<Choice>& choices) {
  CLI::App* const options = app.add_subcommand(Kind::kName, Kind::kAbout);
  if constexpr (Group<Kind>) {
    options->require_subcommand(1);
    options->footer(Kind::kFooter);
    Kind::add_commands(*options, wanted, choices);
  } else {
    choices.push_back({options, std::make_unique<Kind>(*options)});
  }
}

// The command that the first word names, or all of them where it names none.
template <class... Kinds>
void add_wanted(CLI::App& app, Words wanted, std::vector<Choice>& choices) {
  const std::string_view first = wanted.empty() ? std::string_view() : wanted.front();
  if (((first == Kinds::kName) || ...)) {
    const Words rest = wanted.subspan(1);
    ((first == Kinds::kName ? add_command<Kinds>(app, rest, choices) : void()), ...);
  } else {
    (add_command<Kinds>(app, {}, choices), ...);
  }
}

}  // namespace cloudx::cli
