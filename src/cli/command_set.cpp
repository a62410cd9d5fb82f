#include "cli/command_set.hpp"

#include <algorithm>

namespace cloudx::cli {

namespace {

bool names_member(const CommandEntry& entry, Words wanted) {
  return !wanted.empty() && std::ranges::any_of(entry.members, [&](const CommandEntry& one) {
    return one.name == wanted.front();
  });
}

bool asks_for_help(Words wanted) {
  return !wanted.empty() && (wanted.front() == "--help" || wanted.front() == "-h");
}

// A command that has members as well is itself, unless the next word is the name of one: what it
// takes there may be anything. Its description has both (`whole`).
void add(CLI::App& app, const CommandEntry& entry, Words wanted, bool whole,
         std::vector<Choice>& choices) {
  CLI::App* const options = app.add_subcommand(entry.name, entry.about);
  const bool is_group = entry.make == nullptr;
  const bool is_member = names_member(entry, wanted);
  if (!is_group && !is_member) choices.push_back({options, entry.make(*options)});
  if (is_group) {
    options->require_subcommand(1);
    options->footer(entry.footer);
  }
  if (is_group || is_member || whole || asks_for_help(wanted)) {
    add_wanted(*options, entry.members, wanted, choices);
  }
}

}  // namespace

void add_wanted(CLI::App& app, std::span<const CommandEntry> entries, Words wanted,
                std::vector<Choice>& choices) {
  const std::string_view first = wanted.empty() ? std::string_view() : wanted.front();
  const auto named = std::ranges::find(entries, first, &CommandEntry::name);
  if (named != entries.end()) {
    add(app, *named, wanted.subspan(1), false, choices);
    return;
  }
  for (const CommandEntry& entry : entries) add(app, entry, {}, true, choices);
}

}  // namespace cloudx::cli
