#include "sshconfig/windows_words.hpp"

#include <algorithm>
#include <utility>

#include "sshconfig/tokens.hpp"

namespace cloudx::sshconfig {

namespace {

constexpr std::string_view kBlanks = " \t\r";

class Splitter {
 public:
  explicit Splitter(std::string_view command) : command_(command) {}

  std::optional<std::vector<ShellWord>> split() {
    std::vector<ShellWord> words;
    while (true) {
      at_ = command_.find_first_not_of(kBlanks, at_);
      if (at_ == std::string_view::npos) return words;
      const std::size_t begin = at_;
      const auto text = word();
      if (!text) return std::nullopt;
      words.push_back({.raw = std::string(command_.substr(begin, at_ - begin)),
                       .text = without_percent_escapes(*text)});
    }
  }

 private:
  // Nothing where its quote is left open.
  std::optional<std::string> word() {
    std::string text;
    bool quoted = false;
    while (at_ < command_.size() && (quoted || !kBlanks.contains(command_[at_]))) {
      const std::size_t backslashes =
          std::min(command_.find_first_not_of('\\', at_), command_.size()) - at_;
      at_ += backslashes;
      const bool before_quote = at_ < command_.size() && command_[at_] == '"';
      text.append(before_quote ? backslashes / 2 : backslashes, '\\');
      if (before_quote) {
        const bool escaped = backslashes % 2 == 1;
        if (escaped) text += '"';
        quoted = quoted != !escaped;
        ++at_;
      } else if (backslashes == 0) {
        text += command_[at_++];
      }
    }
    return quoted ? std::nullopt : std::optional(std::move(text));
  }

  std::string_view command_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<ShellWord>> split_windows_words(std::string_view command) {
  return Splitter(command).split();
}

std::string windows_quoted(std::string_view text) {
  const bool plain = !text.empty() && text.find_first_of(" \t\"'") == std::string_view::npos;
  if (plain) return percent_escaped(text);
  std::string out = "\"";
  std::size_t backslashes = 0;
  for (const char c : text) {
    if (c == '"') out.append(backslashes + 1, '\\');
    backslashes = c == '\\' ? backslashes + 1 : 0;
    out += c;
  }
  return percent_escaped(out.append(backslashes, '\\') += '"');
}

}  // namespace cloudx::sshconfig
