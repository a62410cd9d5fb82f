#include "aws/core/command_words.hpp"

#include <utility>

#include "aws/core/text.hpp"
#include "base/windows_words.hpp"

namespace cloudx::aws {

Result<std::vector<std::string>> command_words(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const bool escapes = c == '\\' && quote != '\'';
    if (escapes) {
      if (++i == command.size()) {
        return fail(Errc::configuration, "the command ends with a backslash");
      }
      // Within double quotes only these two lose their meaning; a backslash before others stays.
      if (quote == '"' && command[i] != '"' && command[i] != '\\') word += '\\';
      word += command[i];
      in_word = true;
    } else if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (is_space(c)) {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0) return fail(Errc::configuration, "the command has a quote without end");
  if (in_word) words.push_back(std::move(word));
  return words;
}

Result<std::vector<std::string>> windows_command_words(std::string_view command) {
  auto found = split_windows_words(command);
  if (!found) return fail(Errc::configuration, "the command has a quote without end");
  std::vector<std::string> words;
  for (WindowsWord& word : *found) words.push_back(std::move(word.text));
  return words;
}

}  // namespace cloudx::aws
