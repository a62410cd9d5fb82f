#include "features/exec/quoting.hpp"

#include <string_view>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "base/utf8.hpp"

namespace cloudx::exec {

namespace {

constexpr std::size_t kShown = 60;  // bytes of a wrong word

bool is_plain(std::string_view word) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
  return !word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos;
}

std::string in_quotes(std::string_view word) {
  std::string out = "'";
  char before = 0;
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (before == '$' || (before == '{' && c == '{')) out += "''";
      out += c;
    }
    before = c;
  }
  return out += '\'';
}

}  // namespace

Result<std::string> command_line(std::span<const std::string> words) {
  if (words.empty()) return fail(Errc::usage, "no command was given: exec TARGET -- COMMAND");
  if (words.front().empty()) return fail(Errc::usage, "the command's name is empty");
  std::string line;
  for (const std::string& word : words) {
    if (word.contains('\0')) {
      return fail(Errc::usage,
                  fmt::format("the command has a NUL character in \"{}\"", excerpt(word, kShown)));
    }
    if (!is_utf8(word)) {
      return fail(Errc::usage,
                  "the command is not valid UTF-8, and Session Manager takes no other");
    }
    if (!line.empty()) line += ' ';
    line += is_plain(word) ? word : in_quotes(word);
  }
  if (const std::size_t length = utf8_length(line); length > kMaxCommand) {
    return fail(Errc::usage, fmt::format("the command has {} characters, with its quotes, and "
                                         "Session Manager takes no more than {}",
                                         length, kMaxCommand));
  }
  return line;
}

}  // namespace cloudx::exec
