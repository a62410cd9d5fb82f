#include <fmt/format.h>

#include "cli/completion_kind.hpp"
#include "cli/completion_script.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kHead =
    R"(# fish completion of cloudx-proxy; made by: cloudx-proxy completion fish
function __cloudx_proxy_ask
    set -l program (commandline -opc)[1]
    command $program __complete $argv[1] 2>/dev/null
end

# Whether $argv are the words of the command that stands on the line.
function __cloudx_proxy_at
    set -l found
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; and continue
        set -a found $word
        contains -- "$found")";

constexpr const char* kAfterGroups = R"(; or break
    end
)";

constexpr const char* kCommands = R"(    test "$found" = "$argv"
end

for program in cloudx-proxy cloudX-proxy
    complete -c $program -f
)";

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string offer(const CompletionKind& kind) {
  switch (kind.source) {
    case CompletionKind::Source::words: {
      std::string words;
      for (const std::string& word : kind.words) words += (words.empty() ? "" : " ") + word;
      return " -a " + fish_quoted(words);
    }
    case CompletionKind::Source::files:
      return " -F";
    case CompletionKind::Source::folders:
      return " -a '(__fish_complete_directories)'";
    case CompletionKind::Source::ask:
      return fmt::format(" -a '(__cloudx_proxy_ask {})'", kind.asked);
    case CompletionKind::Source::nothing:
      break;
  }
  return {};
}

std::string condition_of(std::string_view command) {
  return std::string("__cloudx_proxy_at ")
      .append(command.substr(0, command.find_last_not_of(' ') + 1));
}

std::string option_line(std::string_view condition, const OptionText& option) {
  std::string line = fmt::format("    complete -c $program -n {}", fish_quoted(condition));
  for (const std::string& name : option.names) {
    const bool is_long = name.starts_with("--");
    line += fmt::format(" -{} {}", is_long ? "l" : "s", fish_quoted(name.substr(is_long ? 2 : 1)));
  }
  const bool wants_value = !option.value.empty() && !option.value_optional;
  if (wants_value) {
    const CompletionKind kind = completion_kind(option);
    // -x: a value, and no file names beside what is offered.
    line += (kind.source == CompletionKind::Source::files ? " -r" : " -x") + offer(kind);
  }
  return fmt::format("{} -d {}\n", line, fish_quoted(option.about));
}

// Offered after its group, or as the first word.
std::string name_line(const CommandText& command) {
  const std::string_view word = last_word(command);
  const std::string group = command.name.substr(0, command.name.size() - word.size());
  return fmt::format("    complete -c $program -n {} -a {} -d {}\n",
                     fish_quoted(condition_of(group)), word, fish_quoted(command.about));
}

// A command that has others below it is itself where another word than their names follows.
std::string mixed_lines(const CommandText& command) {
  if (command.commands.empty() || is_group(command)) return {};
  std::string known = fish_quoted(command.name);
  for (const CommandText& member : command.commands) known += " " + fish_quoted(member.name);
  return fmt::format(
      "    if test \"$found[1]\" = {0}; and not contains -- \"$found\" {1}\n"
      "        set found {0}\n    end\n",
      fish_quoted(command.name), known);
}

std::string command_lines(const CommandText& command) {
  const std::string condition = condition_of(command.name);
  std::string out = name_line(command);
  for (const OptionText& option : command.options) out += option_line(condition, option);
  if (command.positionals.empty()) return out;
  const std::string values = offer(completion_kind(command.positionals[0]));
  if (values.empty()) return out;
  return out + fmt::format("    complete -c $program -n {}{} -d {}\n", fish_quoted(condition),
                           values, fish_quoted(command.positionals[0].about));
}

}  // namespace

std::string fish_completion(const ProgramText& program) {
  std::string groups;
  std::string mixed;
  std::string lines;
  for (const OptionText& option : program.program.options) {
    lines += option_line(condition_of(""), option);
  }
  for (const CommandText* command : all_commands(program)) {
    if (!command->commands.empty()) groups += " " + fish_quoted(command->name);
    mixed += mixed_lines(*command);
    lines += command_lines(*command);
  }
  return kHead + groups + kAfterGroups + mixed + kCommands + lines + "end\n";
}

}  // namespace cloudx::cli
