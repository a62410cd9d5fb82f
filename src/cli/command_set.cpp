#include "cli/command_set.hpp"

#include <algorithm>

namespace cloudx::cli {

namespace {

void add(CLI::App& app, const CommandEntry& entry, Words wanted, std::vector<Choice>& choices) {
  CLI::App* const options = app.add_subcommand(entry.name, entry.about);
  if (entry.make != nullptr) {
    choices.push_back({options, entry.make(*options)});
    return;
  }
  options->require_subcommand(1);
  options->footer(entry.footer);
  add_wanted(*options, entry.members, wanted, choices);
}

}  // namespace

void add_wanted(CLI::App& app, std::span<const CommandEntry> entries, Words wanted,
                std::vector<Choice>& choices) {
  const std::string_view first = wanted.empty() ? std::string_view() : wanted.front();
  const auto named = std::ranges::find(entries, first, &CommandEntry::name);
  if (named != entries.end()) {
    add(app, *named, wanted.subspan(1), choices);
    return;
  }
  for (const CommandEntry& entry : entries) add(app, entry, {}, choices);
}

}  // namespace cloudx::cli
