#include <fmt/format.h>

#include "base/shell_word.hpp"
#include "cli/completion_kind.hpp"
#include "cli/completion_script.hpp"

namespace cloudx::cli {

namespace {

constexpr const char* kHead = R"sh(#compdef cloudx-proxy cloudX-proxy
# made by: cloudx-proxy completion zsh
_cloudx_proxy_ask() {
  local -a names
  names=(${(f)"$(command ${(Q)words[1]/#\~/$HOME} __complete $1 2> /dev/null)"})
  compadd -a names
}

_cloudx_proxy() {
  local command='' previous="${words[CURRENT-1]}" i
  local -a choices
  if [[ "${words[CURRENT]}" == --*=* ]]; then
    previous="${words[CURRENT]%%=*}"
    compset -P 1 '*='
  fi
  for ((i = 2; i < CURRENT; i++)); do
    [[ "${words[i]}" != -* ]] || continue
    command+="${command:+ }${words[i]}"
    case "$command" in
)sh";

constexpr const char* kTail = R"sh(  esac
}

if [[ "${funcstack[1]}" == _cloudx_proxy ]]; then
  _cloudx_proxy "$@"
else
  compdef _cloudx_proxy cloudx-proxy cloudX-proxy
fi
)sh";

// An entry of _describe: the first colon ends the word.
std::string entry(std::string_view word, std::string_view about) {
  return single_quoted(fmt::format("{}:{}", word, about));
}

std::string action(const CompletionKind& kind) {
  switch (kind.source) {
    case CompletionKind::Source::words: {
      std::string out = "compadd --";
      for (const std::string& word : kind.words) out += " " + single_quoted(word);
      return out;
    }
    case CompletionKind::Source::files:
      return "_files";
    case CompletionKind::Source::folders:
      return "_files -/";
    case CompletionKind::Source::ask:
      return "_cloudx_proxy_ask " + kind.asked;
    case CompletionKind::Source::nothing:
      break;
  }
  return "return 1";
}

std::string option_entries(const CommandText& command) {
  std::string out;
  for (const OptionText& option : command.options) {
    for (const std::string& name : option.names) out += " " + entry(name, option.about);
  }
  return out;
}

// The commands that may follow, and the options.
std::string choice_case(std::string_view name, const std::vector<CommandText>& commands,
                        const CommandText& with_options) {
  std::string names;
  for (const CommandText& command : commands)
    names += " " + entry(last_word(command), command.about);
  return fmt::format(
      "    '{}')\n      if [[ \"${{words[CURRENT]}}\" == -* ]]; then\n"
      "        choices=({})\n        _describe -o option choices\n"
      "      else\n        choices=({})\n"
      "        _describe command choices\n      fi ;;\n",
      name, option_entries(with_options), names);
}

// Of a command that has others below it, which are known by standing directly behind it.
std::string group_case(const CommandText& command) {
  if (is_group(command)) return fmt::format("      '{}') ;;\n", command.name);
  std::string names;
  for (const CommandText& member : command.commands) names.append(last_word(member)).append(" ");
  return fmt::format("      '{}') [[ \" {}\" == *\" ${{words[i+1]}} \"* ]] || break ;;\n",
                     command.name, names);
}

std::string offer_members(const CommandText& command) {
  if (command.commands.empty()) return {};
  std::string names;
  for (const CommandText& member : command.commands) {
    names += " " + entry(last_word(member), member.about);
  }
  return fmt::format(
      "if [[ \"$previous\" == \"{}\" ]]; then choices=({}); _describe command choices; fi; ",
      last_word(command), names);
}

std::string command_case(const CommandText& command) {
  if (is_group(command)) return choice_case(command.name, command.commands, command);
  std::string out = fmt::format("    '{}')\n      case \"$previous\" in\n", command.name);
  for (const OptionText& option : command.options) {
    if (option.value.empty() || option.value_optional) continue;
    std::string names;
    for (const std::string& name : option.names) names += (names.empty() ? "" : " | ") + name;
    out += fmt::format("        {}) {} ;;\n", names, action(completion_kind(option)));
  }
  const CompletionKind positional =
      command.positionals.empty() ? CompletionKind() : completion_kind(command.positionals[0]);
  return out + fmt::format(
                   "        *)\n"
                   "          if [[ \"${{words[CURRENT]}}\" == -* ]]; then\n"
                   "            choices=({})\n"
                   "            _describe -o option choices\n"
                   "          else {}; fi ;;\n"
                   "      esac ;;\n",
                   option_entries(command), offer_members(command) + action(positional));
}

}  // namespace

std::string zsh_completion(const ProgramText& program) {
  std::string groups;
  std::string cases;
  for (const CommandText* command : all_commands(program)) {
    if (!command->commands.empty()) groups += group_case(*command);
    cases += command_case(*command);
  }
  return kHead + groups + "      *) break ;;\n    esac\n  done\n  case \"$command\" in\n" + cases +
         choice_case("", program.commands, program.program) + kTail;
}

}  // namespace cloudx::cli
