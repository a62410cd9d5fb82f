#include <fmt/format.h>

#include "cli/completion_kind.hpp"
#include "cli/completion_script.hpp"

namespace cloudx::cli {

namespace {

// Nothing of what is offered is evaluated: names come from files (compgen -W would expand them).
// The line is taken apart here, as the shell does it: COMP_WORDS is split at the characters of
// COMP_WORDBREAKS as well, "@", ":" and "=" among them, and readline replaces only what stands
// behind the last of them, or behind a quote that is open.
constexpr const char* kHead =
    R"sh(# bash completion of cloudx-proxy; made by: cloudx-proxy completion bash

# Sets words (unquoted), open (a quote that is not closed yet) and kept (the front of the last word
# that readline leaves alone) of the caller.
_cloudx_proxy_words() {
  local line="$1" word="" begun="" before="" c next i
  words=() kept="" open=""
  for ((i = 0; i < ${#line}; i++)); do
    c="${line:i:1}"
    next="${line:i+1:1}"
    if [[ "$c" == "$open" ]]; then
      open="" kept="$before"
    elif [[ "$open" == '"' && "$c" == '\' && "$next" == ['\"$`'] ]]; then
      word+="$next"
      ((++i))
    elif [[ -n "$open" ]]; then
      word+="$c"
    elif [[ "$c" == [\'\"] ]]; then
      open="$c" before="$kept" kept="$word" begun=1
    elif [[ "$c" == '\' ]]; then
      word+="$next" begun=1
      ((++i))
    elif [[ "$c" == [[:blank:]] ]]; then
      [[ -z "$begun" ]] || words+=("$word")
      word="" begun="" kept=""
    else
      # "@" is the only one that is replaced with what follows (rl_special_prefixes).
      [[ "$c" != "@" || "$COMP_WORDBREAKS" != *@* ]] || kept="$word"
      word+="$c" begun=1
      [[ "$c" == "@" || "$COMP_WORDBREAKS" != *"$c"* ]] || kept="$word"
    fi
  done
  words+=("$word")
}

# Offers a whole word: its part behind kept, quoted as it has to be where it is put.
_cloudx_proxy_reply() {
  local text="${1:${#kept}}" escaped="" i
  if [[ "$open" == "'" ]]; then
    escaped="'\\''"
    text="${text//\'/$escaped}"
  elif [[ "$open" == '"' ]]; then
    for ((i = 0; i < ${#text}; i++)); do
      [[ "${text:i:1}" != ['\"$`'] ]] || escaped+='\'
      escaped+="${text:i:1}"
    done
    text="$escaped"
  elif [[ -n "$text" ]]; then
    printf -v text '%q' "$text"
  fi
  # readline takes a quote at the end for the closing one.
  [[ -z "$open" || "$text" != *"$open" ]] || text+="$open"
  COMPREPLY+=("$text")
}

_cloudx_proxy_offer() {
  local word
  while IFS= read -r word; do
    [[ "$word" != "$current"* ]] || _cloudx_proxy_reply "$prefix$word"
  done
}

_cloudx_proxy() {
  local -a words
  local IFS=$' \t\n' kept open line="${COMP_LINE:0:COMP_POINT}" current previous prefix=""
  local command="" ask="" offered="" paths="" program path i
  COMPREPLY=()
  if [[ -z "$COMP_LINE" ]]; then # a caller that knows the words alone
    line="${COMP_WORDS[*]:0:COMP_CWORD+1}"
    line="${line// = /=}"
    line="${line/% =/=}"
  fi
  _cloudx_proxy_words "$line"
  program="${words[0]/#\~/$HOME}"
  current="${words[${#words[@]}-1]}"
  previous="${words[${#words[@]}-2]}"
  if [[ "$current" == --*=* ]]; then
    previous="${current%%=*}"
    prefix="$previous="
    current="${current#*=}"
  fi
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    [[ "${words[i]}" != -* ]] || continue
    command+="${command:+ }${words[i]}"
    case "$command" in
)sh";

constexpr const char* kTail = R"sh(  esac
  if [[ -n "$paths" ]]; then
    compopt -o filenames 2> /dev/null
    while IFS= read -r path; do
      path="$prefix$path"
      COMPREPLY+=("${path:${#kept}}")
    done < <(compgen "$paths" -- "$current")
  elif [[ -n "$ask" ]]; then
    _cloudx_proxy_offer < <(command "$program" __complete "$ask" 2> /dev/null)
  else
    _cloudx_proxy_offer <<< "${offered// /$'\n'}"
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
      return fmt::format("offered=\"{}\"", joined(kind.words, " "));
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
  return fmt::format("    \"{}\") offered=\"{}{}\" ;;\n", name, names, option_words(with_options));
}

// Of a command that has others below it, which are known by standing directly behind it.
std::string names_of_members(const CommandText& command) {
  std::string names;
  for (const CommandText& member : command.commands) {
    names.append(names.empty() ? "" : " ").append(last_word(member));
  }
  return names;
}

std::string group_case(const CommandText& command) {
  if (is_group(command)) return fmt::format("      \"{}\") ;;\n", command.name);
  return fmt::format("      \"{}\") [[ \" {} \" == *\" ${{words[i+1]}} \"* ]] || break ;;\n",
                     command.name, names_of_members(command));
}

std::string offer_members(const CommandText& command) {
  std::string lines;
  for (const CommandText& member : command.commands) {
    lines += fmt::format("{}'{}'", lines.empty() ? "" : "$'\\n'", last_word(member));
  }
  if (lines.empty()) return lines;
  return fmt::format("[[ \"$previous\" != \"{}\" ]] || _cloudx_proxy_offer <<< {}; ",
                     last_word(command), lines);
}

std::string command_case(const CommandText& command) {
  if (is_group(command)) return choice_case(command.name, command.commands, command);
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
                   "          if [[ \"$current\" == -* ]]; then offered=\"{}\"\n"
                   "          else {}; fi ;;\n"
                   "      esac ;;\n",
                   option_words(command), offer_members(command) + assignment(positional));
}

}  // namespace

std::string bash_completion(const ProgramText& program) {
  std::string groups;
  std::string cases;
  for (const CommandText* command : all_commands(program)) {
    if (!command->commands.empty()) groups += group_case(*command);
    cases += command_case(*command);
  }
  return kHead + groups + "      *) break ;;\n    esac\n  done\n  case \"$command\" in\n" + cases +
         choice_case("", program.commands, program.program) + "    *) return ;;\n" + kTail;
}

}  // namespace cloudx::cli
