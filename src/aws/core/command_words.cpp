#include "aws/core/command_words.hpp"

#include <utility>

#include "aws/core/text.hpp"

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
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  bool quoted = false;
  std::size_t backslashes = 0;
  for (const char c : command) {
    if (c == '\\') {
      ++backslashes;
      continue;
    }
    const bool before_quote = c == '"';
    word.append(before_quote ? backslashes / 2 : backslashes, '\\');
    const bool escaped = before_quote && backslashes % 2 == 1;
    in_word = in_word || backslashes > 0;
    backslashes = 0;
    if (before_quote && !escaped) {
      quoted = !quoted;
      in_word = true;
    } else if ((c == ' ' || c == '\t') && !quoted) {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  word.append(backslashes, '\\');
  if (quoted) return fail(Errc::configuration, "the command has a quote without end");
  if (in_word || !word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace cloudx::aws
