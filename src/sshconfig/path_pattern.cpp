#include "sshconfig/path_pattern.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace cloudx::sshconfig {

namespace {

constexpr bool is_between(char c, char first, char last) {
  const auto byte = static_cast<unsigned char>(c);
  return static_cast<unsigned char>(first) <= byte && byte <= static_cast<unsigned char>(last);
}

constexpr bool is_lower(char c) {
  return is_between(c, 'a', 'z');
}
constexpr bool is_upper(char c) {
  return is_between(c, 'A', 'Z');
}
constexpr bool is_digit(char c) {
  return is_between(c, '0', '9');
}
constexpr bool is_alpha(char c) {
  return is_lower(c) || is_upper(c);
}
constexpr bool is_alnum(char c) {
  return is_alpha(c) || is_digit(c);
}
constexpr bool is_graph(char c) {
  return is_between(c, '!', '~');
}

struct CharacterClass {
  std::string_view name;
  bool (*has)(char);
};

// Of the C locale, whatever the user's is.
constexpr std::array kClasses{
    CharacterClass{"alnum", is_alnum},
    CharacterClass{"alpha", is_alpha},
    CharacterClass{"blank", [](char c) { return c == ' ' || c == '\t'; }},
    CharacterClass{"cntrl", [](char c) { return is_between(c, '\0', '\x1f') || c == '\x7f'; }},
    CharacterClass{"digit", is_digit},
    CharacterClass{"graph", is_graph},
    CharacterClass{"lower", is_lower},
    CharacterClass{"print", [](char c) { return is_between(c, ' ', '~'); }},
    CharacterClass{"punct", [](char c) { return is_graph(c) && !is_alnum(c); }},
    CharacterClass{"space", [](char c) { return c == ' ' || is_between(c, '\t', '\r'); }},
    CharacterClass{"upper", is_upper},
    CharacterClass{
        "xdigit",
        [](char c) { return is_digit(c) || is_between(c, 'a', 'f') || is_between(c, 'A', 'F'); }},
};

// One "[...]" of a pattern, read for the sake of one character.
class Set {
 public:
  enum class Answer : std::uint8_t {
    has,
    has_not,
    never,      // it is malformed in a way that matches nothing
    is_no_set,  // it has no end: the bracket is a character like any other
  };

  // `text` begins behind the bracket.
  Set(std::string_view text, char asked) : text_(text), asked_(asked) {}

  [[nodiscard]] Answer read() {
    const bool is_negated = peek(0) == '!' || peek(0) == '^';
    if (is_negated) ++at_;
    for (bool is_first = true; is_first || peek(0) != ']'; is_first = false) {
      if (at_ >= text_.size()) return Answer::is_no_set;
      if (!element()) return Answer::never;
    }
    ++at_;
    return found_ != is_negated ? Answer::has : Answer::has_not;
  }

  // How many characters of the text it took.
  [[nodiscard]] std::size_t size() const { return at_; }

 private:
  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  // A class, a character or a range.
  [[nodiscard]] bool element() {
    if (peek(0) == '[' && peek(1) == ':') {
      if (const auto name = class_name()) return add_class(*name);
    }
    if (peek(0) == '[' && peek(1) == '=' && peek(3) == '=' && peek(4) == ']') {
      add(peek(2), peek(2));
      at_ += 5;
      return true;
    }
    const std::optional<char> first = character();
    if (!first) return false;
    if (peek(0) != '-' || at_ + 1 >= text_.size() || peek(1) == ']') {
      add(*first, *first);
      return true;
    }
    ++at_;
    const std::optional<char> last = character();
    if (last) add(*first, *last);
    return last.has_value();
  }

  // Of "[:name:]", where that is what stands here. Names of classes have no "z": fnmatch(3) takes a
  // word that has one for characters.
  [[nodiscard]] std::optional<std::string_view> class_name() const {
    const std::string_view rest = text_.substr(at_ + 2);
    const std::string_view name =
        rest.substr(0, rest.find_first_not_of("abcdefghijklmnopqrstuvwxy"));
    if (!rest.substr(name.size()).starts_with(":]")) return std::nullopt;
    return name;
  }

  [[nodiscard]] bool add_class(std::string_view name) {
    const auto* const known = std::ranges::find(kClasses, name, &CharacterClass::name);
    // fnmatch(3) does not look at names once it has found the character.
    if (known == kClasses.end() && !found_) return false;
    found_ = found_ || known->has(asked_);
    at_ += name.size() + 4;
    return true;
  }

  // One that may begin or end a range: "x", "\x" or "[.x.]".
  [[nodiscard]] std::optional<char> character() {
    if (peek(0) == '[' && peek(1) == '.') {
      const char named = peek(2);
      if (peek(3) != '.' || peek(4) != ']') return std::nullopt;
      at_ += 5;
      return named;
    }
    if (peek(0) == '\\' && ++at_ >= text_.size()) return std::nullopt;
    return text_[at_++];
  }

  void add(char first, char last) { found_ = found_ || is_between(asked_, first, last); }

  std::string_view text_;
  char asked_;
  std::size_t at_ = 0;
  bool found_ = false;
};

// One attempt to match, which goes back to the last star where the rest does not match: earlier
// ones need not be tried, because no star matches a slash.
class Match {
 public:
  Match(std::string_view path, std::string_view pattern) : path_(path), pattern_(pattern) {}

  [[nodiscard]] bool run() {
    while (at_ < path_.size() || in_pattern_ < pattern_.size()) {
      if (!step() && !go_back()) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] bool step() {
    if (in_pattern_ >= pattern_.size()) return false;
    const char wanted = pattern_[in_pattern_];
    if (wanted == '*') return star();
    if (at_ >= path_.size()) return false;
    if (wanted == '?') return is_wild_here() && advance(1);
    if (wanted == '[') return set();
    if (wanted != '\\') return path_[at_] == wanted && advance(1);
    return in_pattern_ + 1 < pattern_.size() && path_[at_] == pattern_[in_pattern_ + 1] &&
           advance(2);
  }

  [[nodiscard]] bool star() {
    if (is_hidden_here()) return false;
    after_star_ = ++in_pattern_;
    star_ends_ = at_;
    return true;
  }

  [[nodiscard]] bool set() {
    if (!is_wild_here()) return false;
    Set set(pattern_.substr(in_pattern_ + 1), path_[at_]);
    const Set::Answer answer = set.read();
    if (answer == Set::Answer::has) return advance(1 + set.size());
    return answer == Set::Answer::is_no_set && path_[at_] == '[' && advance(1);
  }

  bool advance(std::size_t of_pattern) {
    ++at_;
    in_pattern_ += of_pattern;
    return true;
  }

  // The star takes one character more.
  [[nodiscard]] bool go_back() {
    if (!after_star_ || star_ends_ >= path_.size() || path_[star_ends_] == '/') return false;
    at_ = ++star_ends_;
    in_pattern_ = *after_star_;
    return true;
  }

  [[nodiscard]] bool is_hidden_here() const {
    return at_ < path_.size() && path_[at_] == '.' && (at_ == 0 || path_[at_ - 1] == '/');
  }
  [[nodiscard]] bool is_wild_here() const { return path_[at_] != '/' && !is_hidden_here(); }

  std::string_view path_;
  std::string_view pattern_;
  std::size_t at_ = 0;
  std::size_t in_pattern_ = 0;
  std::optional<std::size_t> after_star_;  // in the pattern
  std::size_t star_ends_ = 0;              // in the path
};

}  // namespace

bool match_path(std::string_view path, std::string_view pattern) {
  return Match(path, pattern).run();
}

NamePattern name_pattern(std::string_view name) {
  NamePattern kind = NamePattern::literal;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '*' || name[i] == '?' || name[i] == '[') return NamePattern::wild;
    if (name[i] != '\\') continue;
    kind = NamePattern::escaped;
    ++i;
  }
  return kind;
}

}  // namespace cloudx::sshconfig
