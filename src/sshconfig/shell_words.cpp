#include "sshconfig/shell_words.hpp"

#include <utility>

#include "os/platform.hpp"
#include "sshconfig/tokens.hpp"
#include "sshconfig/windows_words.hpp"

namespace cloudx::sshconfig {

namespace {

constexpr std::string_view kOperators = ";|&<>()\n";
constexpr std::string_view kExpanded = "$`*?[{";

class Splitter {
 public:
  explicit Splitter(std::string_view command) : command_(command) {}

  std::optional<std::vector<ShellWord>> split() {
    std::vector<ShellWord> words;
    while (true) {
      at_ = command_.find_first_not_of(" \t\r", at_);
      if (at_ == std::string_view::npos) return words;
      if (command_[at_] == '#' || !word()) return std::nullopt;
      words.push_back(std::move(word_));
    }
  }

 private:
  // False where the command cannot be taken as words.
  bool word() {
    const std::size_t begin = at_;
    text_.clear();
    known_ = true;
    for (; at_ < command_.size(); ++at_) {
      const char c = command_[at_];
      if (c == ' ' || c == '\t' || c == '\r') break;
      if (kOperators.contains(c)) return false;
      if (c == '\'' ? !single_quotes() : c == '"' ? !double_quotes() : !plain(c)) return false;
    }
    word_.raw = command_.substr(begin, at_ - begin);
    if (word_.raw.starts_with("~") && !word_.raw.starts_with("~/")) known_ = false;
    word_.text = known_ ? without_percent_escapes(text_) : std::nullopt;
    return true;
  }

  bool plain(char c) {
    if (c == '\\') {
      if (++at_ == command_.size()) return false;
      text_ += command_[at_];
      return true;
    }
    if (kExpanded.contains(c)) known_ = false;
    text_ += c;
    return true;
  }

  bool single_quotes() {
    const std::size_t close = command_.find('\'', at_ + 1);
    if (close == std::string_view::npos) return false;
    text_.append(command_.substr(at_ + 1, close - at_ - 1));
    at_ = close;
    return true;
  }

  bool double_quotes() {
    for (++at_; at_ < command_.size() && command_[at_] != '"'; ++at_) {
      const char c = command_[at_];
      if (c == '$' || c == '`') known_ = false;
      const bool escape = c == '\\' && at_ + 1 < command_.size() &&
                          std::string_view("$`\"\\").contains(command_[at_ + 1]);
      text_ += escape ? command_[++at_] : c;
    }
    return at_ < command_.size();
  }

  std::string_view command_;
  std::size_t at_ = 0;
  ShellWord word_;
  std::string text_;
  bool known_ = true;
};

}  // namespace

std::optional<std::vector<ShellWord>> split_shell_words(std::string_view command) {
  return os::kIsWindows ? windows_words(command) : Splitter(command).split();
}

std::string shell_quoted(std::string_view text) {
  if (os::kIsWindows) return windows_quoted(text);
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
  const bool plain = !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos;
  if (plain) return percent_escaped(text);
  // Double quotes, because ssh counts quotes too and takes \' for an escape where the shell does
  // not.
  std::string out = "\"";
  for (const char c : text) {
    if (std::string_view("$`\"\\").contains(c)) out += '\\';
    out += c;
  }
  return percent_escaped(out += '"');
}

}  // namespace cloudx::sshconfig
