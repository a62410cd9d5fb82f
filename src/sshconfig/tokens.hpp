#pragma once
// The two ways in which ssh takes a line apart (OpenSSH misc.c): a keyword ends where strdelim()
// says, the arguments behind it are split by argv_split().

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::sshconfig {

// What separates words on a line; a line's own CR counts, so that CRLF files read the same.
inline constexpr std::string_view kWhitespace = " \t\r\n";

struct KeywordSplit {
  std::string keyword;  // as written, quotes removed
  std::size_t begin;    // of the keyword in the line
  std::size_t end;      // behind it (and its closing quote)
  std::size_t rest;     // of the arguments; the line's size where there are none
};

// Nothing where ssh sees no keyword: an empty line, or a quote that is never closed.
[[nodiscard]] std::optional<KeywordSplit> split_keyword(std::string_view line);

struct Words {
  std::vector<std::string> words;  // unquoted, escapes undone
  std::size_t end = 0;             // behind the last word: what follows is blank or a comment
};

// A "#" at the start of a word begins a comment. Nothing where a quote is not closed: ssh then
// refuses the file.
[[nodiscard]] std::optional<Words> split_words(std::string_view arguments);

// Words::end alone.
[[nodiscard]] std::optional<std::size_t> end_of_words(std::string_view arguments);

// The word as it must be written to be read as `word`: in double quotes where that is needed.
// A line feed or NUL cannot be written at all; the caller has refused it.
[[nodiscard]] std::string quoted_word(std::string_view word);

// "%" doubled, for keywords whose values have tokens (IdentityFile, ProxyCommand, ...).
[[nodiscard]] std::string percent_escaped(std::string_view text);

// The other way round; nothing where there is a token in it, whose value ssh alone knows.
[[nodiscard]] std::optional<std::string> without_percent_escapes(std::string_view text);

}  // namespace cloudx::sshconfig
