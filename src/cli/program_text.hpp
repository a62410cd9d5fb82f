#pragma once
// The command line in words: what CLI11 has been told, as plain data. Help, manual pages and shell
// completion are made of it, so that none of them can go stale.

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace cloudx::cli {

struct OptionText {
  std::vector<std::string> names;  // "-q", "--quiet"; the one name of a positional argument
  std::string value;               // "NAME"; "" for a flag and for a positional argument
  bool value_optional = false;     // "--1password [VAULT]"
  bool required = false;           // of a positional argument
  std::string about;
  std::vector<std::string> choices;  // the only values there are; empty: any
};

struct CommandText {
  std::string name;   // "doctor", "relay connect"; of the program itself "cloudx-proxy"
  std::string about;  // one line without a full stop
  std::vector<OptionText> positionals;
  std::vector<OptionText> options;
  // Paragraphs with blank lines between them. Indented lines are literal; a paragraph may begin
  // with "Example:" or "Exit status:".
  std::string more;
  // Of a group ("relay"), or of a command that has others below it ("forward"); hidden ones (group
  // "") left out.
  std::vector<CommandText> commands;
};

// It takes one of its commands as its next word, and nothing else.
[[nodiscard]] bool is_group(const CommandText& command);

struct ProgramText {
  CommandText program;
  std::vector<CommandText> commands;  // hidden ones left out
};

// The last word of its name: what it is called inside its group.
[[nodiscard]] std::string_view last_word(const CommandText& command);
// With those of groups, each after its group.
[[nodiscard]] std::vector<const CommandText*> all_commands(const ProgramText& program);

// A value's name of the form "a|b|c" stands for the choices a, b and c.
[[nodiscard]] CommandText describe_command(const CLI::App& app);
[[nodiscard]] ProgramText describe_program(const CLI::App& app);

}  // namespace cloudx::cli
