#include "cli/program_text.hpp"

#include <utility>

#include <CLI/App.hpp>

namespace cloudx::cli {

namespace {

std::vector<std::string> split_choices(const std::string& text) {
  std::vector<std::string> choices;
  if (!text.contains('|')) return choices;
  std::size_t begin = 0;
  while (true) {
    const std::size_t bar = text.find('|', begin);
    choices.push_back(text.substr(begin, bar - begin));
    if (bar == std::string::npos) return choices;
    begin = bar + 1;
  }
}

OptionText describe_option(const CLI::Option& option) {
  OptionText text;
  text.about = option.get_description();
  text.value = option.get_type_name();
  text.choices = split_choices(text.value);
  if (option.get_positional()) {
    text.names = {option.get_single_name()};
    text.required = option.get_required();
    text.value.clear();
    return text;
  }
  for (const std::string& name : option.get_snames()) text.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) text.names.push_back("--" + name);
  if (option.get_expected_max() == 0) text.value.clear();
  if (text.value.starts_with('[') && text.value.ends_with(']')) {
    text.value = text.value.substr(1, text.value.size() - 2);
    text.value_optional = true;
  }
  return text;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of('\n');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of('\n') - first + 1);
}

std::string full_name(const CLI::App& app) {
  const CLI::App* const parent = app.get_parent();
  const bool nested = parent != nullptr && parent->get_parent() != nullptr;
  return nested ? full_name(*parent) + " " + app.get_name() : app.get_name();
}

std::vector<CommandText> describe_commands(const CLI::App& app) {
  std::vector<CommandText> texts;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) texts.push_back(describe_command(*command));
  }
  return texts;
}

void collect(const std::vector<CommandText>& commands, std::vector<const CommandText*>& into) {
  for (const CommandText& command : commands) {
    into.push_back(&command);
    collect(command.commands, into);
  }
}

}  // namespace

bool is_group(const CommandText& command) {
  return !command.commands.empty() && command.positionals.empty();
}

std::string_view last_word(const CommandText& command) {
  return std::string_view(command.name).substr(command.name.rfind(' ') + 1);
}

std::vector<const CommandText*> all_commands(const ProgramText& program) {
  std::vector<const CommandText*> all;
  collect(program.commands, all);
  return all;
}

CommandText describe_command(const CLI::App& app) {
  CommandText text;
  text.name = full_name(app);
  text.about = app.get_description();
  text.more = trimmed(app.get_footer());
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    auto& list = option->get_positional() ? text.positionals : text.options;
    list.push_back(describe_option(*option));
  }
  text.commands = describe_commands(app);
  return text;
}

ProgramText describe_program(const CLI::App& app) {
  ProgramText text{describe_command(app), {}};
  text.commands = std::exchange(text.program.commands, {});
  return text;
}

}  // namespace cloudx::cli
