#include "cli/help.hpp"

#include <algorithm>
#include <span>

#include <CLI/App.hpp>
#include <fmt/format.h>

namespace cloudx::cli {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kWidestLeft = 28;

std::string left_column(const OptionText& option) {
  std::string text;
  for (const std::string& name : option.names) text += (text.empty() ? "" : ", ") + name;
  if (text.starts_with("--")) text.insert(0, "    ");
  if (!option.value.empty()) {
    text += option.value_optional ? fmt::format(" [{}]", option.value) : " " + option.value;
  }
  return text;
}

// `text` in lines, the second and further ones indented.
std::string wrapped(std::string_view text, std::size_t indent) {
  const std::size_t room = kWidth - indent;
  std::string out;
  while (text.size() > room) {
    std::size_t space = text.rfind(' ', room);
    if (space == std::string_view::npos) space = std::min(text.find(' '), text.size());
    out += fmt::format("{}\n{:{}}", text.substr(0, space), "", indent);
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return out.append(text);
}

std::string two_columns(std::string_view left, std::string_view right, std::size_t width) {
  const std::size_t indent = width + 4;
  const std::string gap = left.size() > width ? fmt::format("\n{:{}}", "", indent)
                                              : std::string(width - left.size() + 2, ' ');
  return fmt::format("  {}{}{}\n", left, gap, wrapped(right, indent));
}

std::string option_list(std::string_view title, std::span<const OptionText> options,
                        std::size_t width) {
  if (options.empty()) return {};
  std::string out = fmt::format("\n{}:\n", title);
  for (const OptionText& option : options) {
    out += two_columns(left_column(option), option.about, width);
  }
  return out;
}

std::size_t left_width(const CommandText& command) {
  std::size_t width = 0;
  for (const auto* list : {&command.positionals, &command.options}) {
    for (const OptionText& option : *list) width = std::max(width, left_column(option).size());
  }
  return std::min(width, kWidestLeft);
}

std::string ending(const CommandText& command) {
  return command.more.empty() ? std::string() : "\n" + command.more + "\n";
}

std::string command_list(std::span<const CommandText> commands, std::size_t width) {
  std::string list;
  for (const CommandText& command : commands) {
    list += two_columns(last_word(command), command.about, width);
  }
  return list.empty() ? list : "\nCommands:\n" + list;
}

std::string group_help(const CommandText& group, std::string_view usage,
                       std::span<const CommandText> commands) {
  std::size_t width = left_width(group);
  for (const CommandText& command : commands) {
    width = std::max(width, last_word(command).size());
  }
  return fmt::format("{}.\n\nUsage: {}\n{}{}{}", group.about, usage, command_list(commands, width),
                     option_list("Options", group.options, width), ending(group));
}

}  // namespace

std::string usage_line(const CommandText& command) {
  std::string line = "cloudx-proxy " + command.name;
  if (is_group(command)) line += " COMMAND";
  if (!command.options.empty()) line += " [OPTIONS]";
  for (const OptionText& argument : command.positionals) {
    line += fmt::format(fmt::runtime(argument.required ? " {}" : " [{}]"), argument.names[0]);
  }
  return line;
}

std::string command_help(const CommandText& command) {
  if (is_group(command)) return group_help(command, usage_line(command), command.commands);
  const std::size_t width = left_width(command);
  return fmt::format("{}.\n\nUsage: {}\n{}{}{}{}", command.about, usage_line(command),
                     option_list("Arguments", command.positionals, width),
                     command_list(command.commands, width),
                     option_list("Options", command.options, width), ending(command));
}

std::string program_help(const ProgramText& program) {
  return group_help(program.program, program.program.name + " COMMAND [OPTIONS]", program.commands);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
  if (app->get_parent() == nullptr) return program_help(describe_program(*app));
  return command_help(describe_command(*app));
}

}  // namespace cloudx::cli
