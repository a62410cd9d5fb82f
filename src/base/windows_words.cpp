#include "base/windows_words.hpp"

#include <algorithm>
#include <utility>

namespace cloudx {

namespace {

constexpr std::string_view kBlanks = " \t";

class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  std::optional<std::vector<WindowsWord>> split() {
    std::vector<WindowsWord> words;
    while (true) {
      at_ = line_.find_first_not_of(kBlanks, at_);
      if (at_ == std::string_view::npos) return words;
      const std::size_t begin = at_;
      auto text = word();
      if (!text) return std::nullopt;
      words.push_back({.raw = line_.substr(begin, at_ - begin), .text = std::move(*text)});
    }
  }

 private:
  // Nothing where its quote is left open.
  std::optional<std::string> word() {
    std::string text;
    bool quoted = false;
    while (at_ < line_.size() && (quoted || !kBlanks.contains(line_[at_]))) {
      const std::size_t backslashes =
          std::min(line_.find_first_not_of('\\', at_), line_.size()) - at_;
      at_ += backslashes;
      const bool before_quote = at_ < line_.size() && line_[at_] == '"';
      text.append(before_quote ? backslashes / 2 : backslashes, '\\');
      if (before_quote) {
        const bool escaped = backslashes % 2 == 1;
        if (escaped) text += '"';
        quoted = quoted != !escaped;
        ++at_;
      } else if (backslashes == 0) {
        text += line_[at_++];
      }
    }
    return quoted ? std::nullopt : std::optional(std::move(text));
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<WindowsWord>> split_windows_words(std::string_view line) {
  return Splitter(line).split();
}

std::string quoted_windows_word(std::string_view text) {
  std::string out = "\"";
  std::size_t backslashes = 0;
  for (const char c : text) {
    if (c == '"') out.append(backslashes + 1, '\\');
    backslashes = c == '\\' ? backslashes + 1 : 0;
    out += c;
  }
  return out.append(backslashes, '\\') += '"';
}

}  // namespace cloudx
