#include "home/jsonc.hpp"

#include <algorithm>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace cloudx::home {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Member {
  std::string name;
  std::size_t value = 0;  // where the value's text begins and ends
  std::size_t value_end = 0;
};

// Walks over the members of the outermost object. Comments, as VS Code allows them, and a comma
// before the closing brace are passed over.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool scan() {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    skip_blank();
    if (!take('{')) return false;
    last_end_ = at_;
    skip_blank();
    while (!at_char('}')) {
      if (!member()) return false;
      skip_blank();
      comma_ = take(',');
      if (comma_) {
        last_end_ = at_;
        skip_blank();
      } else if (!at_char('}')) {
        return false;
      }
    }
    close_ = at_++;
    skip_blank();
    return at_ == text_.size();
  }

  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  // Of the last member with its comma, or of the opening brace.
  [[nodiscard]] std::size_t last_end() const { return last_end_; }
  [[nodiscard]] bool trailing_comma() const { return comma_; }
  [[nodiscard]] std::size_t close() const { return close_; }

 private:
  [[nodiscard]] bool at_char(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!at_char(c)) return false;
    ++at_;
    return true;
  }

  void skip_blank() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const auto end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  bool member() {
    const std::size_t name = at_;
    if (!string()) return false;
    boost::system::error_code error;
    const auto parsed = boost::json::parse(text_.substr(name, at_ - name), error);
    if (error) return false;
    skip_blank();
    if (!take(':')) return false;
    skip_blank();
    Member found{std::string(std::string_view(parsed.get_string())), at_, 0};
    if (!value()) return false;
    found.value_end = last_end_ = at_;
    members_.push_back(std::move(found));
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    return take('"');
  }

  bool value() {
    int depth = 0;
    const std::size_t begin = at_;
    do {
      skip_blank();
      if (at_ >= text_.size()) return false;
      const char c = text_[at_];
      if (c == '"') {
        if (!string()) return false;
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    } while (depth > 0 || !ended());
    return at_ > begin;
  }

  // After a number, a word, a string or a closing bracket at the outermost level.
  [[nodiscard]] bool ended() const {
    return at_ >= text_.size() || std::string_view(",} \t\r\n/").contains(text_[at_]);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t last_end_ = 0;
  std::size_t close_ = 0;
  bool comma_ = false;
  std::vector<Member> members_;
};

const Member* find(const Scanner& scanner, std::string_view name) {
  const Member* found = nullptr;  // of several VS Code takes the last
  for (const Member& member : scanner.members()) {
    if (member.name == name) found = &member;
  }
  return found;
}

// Behind the last member and the comment on its line, which stays its own.
std::size_t insertion_point(std::string_view text, const Scanner& scanner) {
  const std::size_t end = scanner.last_end();
  std::size_t line_end = text.find('\n', end);
  if (line_end == std::string_view::npos || line_end > scanner.close()) return end;
  const std::string_view rest = text.substr(end, line_end - end);
  const auto block = rest.rfind("/*");
  const bool open = block != std::string_view::npos && !rest.substr(block).contains("*/");
  if (open) return end;
  if (rest.ends_with('\r')) --line_end;
  return line_end;
}

std::string inserted(std::string_view text, const Scanner& scanner, const std::string& member) {
  const std::string newline = text.contains("\r\n") ? "\r\n" : "\n";
  const std::size_t at = insertion_point(text, scanner);
  const bool close_on_line = text.substr(at, scanner.close() - at).contains('\n');
  const bool first = scanner.members().empty();
  std::string out(text);
  out.insert(
      at, fmt::format("{}    {}{}{}", newline, member,
                      !first && scanner.trailing_comma() ? "," : "", close_on_line ? "" : newline));
  if (!first && !scanner.trailing_comma()) out.insert(scanner.last_end(), ",");
  return out;
}

bool is_blank(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

bool is_jsonc_object(std::string_view text) {
  return is_blank(text) || Scanner(text).scan();
}

std::optional<std::string> jsonc_member(std::string_view text, std::string_view name) {
  Scanner scanner(text);
  if (!scanner.scan()) return std::nullopt;
  const Member* const present = find(scanner, name);
  if (present == nullptr) return std::nullopt;
  return std::string(text.substr(present->value, present->value_end - present->value));
}

Result<std::string> with_jsonc_member(std::string_view text, std::string_view name,
                                      std::string_view value) {
  std::string whole(text);
  if (is_blank(text)) {
    whole = text.starts_with(kByteOrderMark) ? kByteOrderMark : "";
    whole += "{\n}\n";
  }
  Scanner scanner(whole);
  if (!scanner.scan())
    return fail(Errc::configuration, "this is not a JSON object; correct it there first");
  const Member* const present = find(scanner, name);
  if (present == nullptr) {
    return inserted(whole, scanner, fmt::format("\"{}\": {}", name, value));
  }
  return whole.replace(present->value, present->value_end - present->value, value);
}

}  // namespace cloudx::home
