#include <fmt/format.h>

#include "cli/completion_kind.hpp"
#include "cli/completion_script.hpp"

namespace cloudx::cli {

namespace {

// Nothing of what is offered is evaluated: names come from files (compgen -W would expand them).
constexpr const char* kHead =
    R"sh(# bash completion of cloudx-proxy; made by: cloudx-proxy completion bash
_cloudx_proxy_offer() {
  local word
  while IFS= read -r word; do
    [[ "$word" == "$1"* ]] && COMPREPLY+=("$(printf '%q' "$word")")
  done
}

_cloudx_proxy() {
  local program="${COMP_WORDS[0]/#\~/$HOME}" current="${COMP_WORDS[COMP_CWORD]}"
  local previous="${COMP_WORDS[COMP_CWORD - 1]}" command="" ask="" words="" paths="" i
  COMPREPLY=()
  # "--option=value" is three words here.
  if [[ "$current" == "=" ]]; then
    current=""
  elif [[ "$previous" == "=" ]]; then
    previous="${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ "${COMP_WORDS[i]}" != -* ]] || continue
    command+="${command:+ }${COMP_WORDS[i]}"
    case "$command" in
)sh";

constexpr const char* kTail = R"sh(  esac
  if [[ -n "$paths" ]]; then
    compopt -o filenames 2> /dev/null
    mapfile -t COMPREPLY < <(compgen "$paths" -- "$current")
  elif [[ -n "$ask" ]]; then
    _cloudx_proxy_offer "$current" < <("$program" __complete "$ask" 2> /dev/null)
  else
    _cloudx_proxy_offer "$current" <<< "${words// /$'\n'}"
  fi
}

complete -F _cloudx_proxy cloudx-proxy cloudX-proxy
)sh";

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

std::string assignment(const CompletionKind& kind) {
  switch (kind.source) {
    case CompletionKind::Source::words:
      return fmt::format("words=\"{}\"", joined(kind.words, " "));
    case CompletionKind::Source::files:
      return "paths=-f";
    case CompletionKind::Source::folders:
      return "paths=-d";
    case CompletionKind::Source::ask:
      return "ask=" + kind.asked;
    case CompletionKind::Source::nothing:
      break;
  }
  return "return";
}

std::string option_words(const CommandText& command) {
  std::vector<std::string> all;
  for (const OptionText& option : command.options) {
    all.insert(all.end(), option.names.begin(), option.names.end());
  }
  return joined(all, " ");
}

// The names that may follow, and the options.
std::string choice_case(std::string_view name, const std::vector<CommandText>& commands,
                        const CommandText& with_options) {
  std::string names;
  for (const CommandText& command : commands) names.append(last_word(command)) += ' ';
  return fmt::format("    \"{}\") words=\"{}{}\" ;;\n", name, names, option_words(with_options));
}

std::string command_case(const CommandText& command) {
  if (!command.commands.empty()) return choice_case(command.name, command.commands, command);
  std::string out = fmt::format("    \"{}\")\n      case \"$previous\" in\n", command.name);
  for (const OptionText& option : command.options) {
    if (option.value.empty() || option.value_optional) continue;
    out += fmt::format("        {}) {} ;;\n", joined(option.names, " | "),
                       assignment(completion_kind(option)));
  }
  const CompletionKind positional =
      command.positionals.empty() ? CompletionKind() : completion_kind(command.positionals[0]);
  return out + fmt::format(
                   "        *)\n"
                   "          if [[ \"$current\" == -* ]]; then words=\"{}\"\n"
                   "          else {}; fi ;;\n"
                   "      esac ;;\n",
                   option_words(command), assignment(positional));
}

}  // namespace

std::string bash_completion(const ProgramText& program) {
  std::string groups;
  std::string cases;
  for (const CommandText* command : all_commands(program)) {
    if (!command->commands.empty()) groups += fmt::format("      \"{}\") ;;\n", command->name);
    cases += command_case(*command);
  }
  return kHead + groups + "      *) break ;;\n    esac\n  done\n  case \"$command\" in\n" + cases +
         choice_case("", program.commands, program.program) + "    *) return ;;\n" + kTail;
}

}  // namespace cloudx::cli
