#include "sshconfig/windows_words.hpp"

#include "base/windows_words.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::sshconfig {

std::optional<std::vector<ShellWord>> windows_words(std::string_view command) {
  const auto found = split_windows_words(command.substr(0, command.find_last_not_of('\r') + 1));
  if (!found) return std::nullopt;
  std::vector<ShellWord> words;
  for (const WindowsWord& word : *found) {
    words.push_back({.raw = std::string(word.raw), .text = without_percent_escapes(word.text)});
  }
  return words;
}

// ssh counts single quotes, too, and refuses a line in which one is open.
std::string windows_quoted(std::string_view text) {
  const bool plain = !text.empty() && text.find_first_of(" \t\"'") == std::string_view::npos;
  return percent_escaped(plain ? std::string(text) : quoted_windows_word(text));
}

}  // namespace cloudx::sshconfig
