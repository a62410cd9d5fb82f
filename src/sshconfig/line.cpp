#include "sshconfig/line.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "sshconfig/keyword.hpp"
#include "sshconfig/tokens.hpp"

namespace cloudx::sshconfig {

namespace {

// What ssh sees of a line: nothing behind a NUL, and no blanks at the end, where a form feed is
// one.
std::string_view visible(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  const std::size_t last = text.find_last_not_of(" \t\r\n\f");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool is_comment(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kWhitespace);
  return first != std::string_view::npos && text[first] == '#';
}

}  // namespace

Line make_line(std::string text, std::string ending) {
  Line line;
  line.text = std::move(text);
  line.ending = std::move(ending);
  const std::string_view seen = visible(line.text);
  if (seen.empty()) return line;
  line.kind = LineKind::malformed;
  const std::optional<KeywordSplit> split = split_keyword(seen);
  if (is_comment(seen) || (split && split->keyword.starts_with('#'))) {
    line.kind = LineKind::comment;
    return line;
  }
  if (!split || split->rest >= seen.size()) return line;
  const std::string_view arguments = seen.substr(split->rest);
  const std::optional<std::size_t> end = end_of_words(arguments);
  if (!end) return line;
  line.kind = LineKind::directive;
  line.keyword = canonical_keyword(split->keyword);
  line.keyword_at = split->begin;
  line.keyword_end = split->end;
  line.value_at = split->rest;
  line.value_end = split->rest + *end;
  if (takes_command(line.keyword)) {
    line.value_at = std::min(seen.find_first_not_of(" \t\r\n=", split->rest), seen.size());
    line.value_end = seen.size();
  }
  return line;
}

std::string_view Line::indentation() const {
  return std::string_view(text).substr(0, keyword_at);
}

std::string_view Line::separator() const {
  return std::string_view(text).substr(keyword_end, value_at - keyword_end);
}

std::string_view Line::value() const {
  return std::string_view(text).substr(value_at, value_end - value_at);
}

std::vector<std::string> Line::words() const {
  if (kind != LineKind::directive) return {};
  if (takes_command(keyword)) return {std::string(value())};
  return split_words(value()).value_or(Words{}).words;
}

std::string_view Line::comment() const {
  std::string_view rest =
      kind == LineKind::directive ? visible(text).substr(value_end) : std::string_view();
  const std::size_t sign = rest.find('#');
  if (sign == std::string_view::npos) return {};
  rest.remove_prefix(sign + 1);
  rest.remove_prefix(std::min(rest.find_first_not_of(kWhitespace), rest.size()));
  return rest;
}

bool Line::opens_block() const {
  return kind == LineKind::directive && (keyword == "host" || keyword == "match");
}

Line with_value(const Line& line, std::string_view value) {
  std::string text = line.text.substr(0, line.value_at);
  // A value cannot follow a keyword directly (`User"u"` is legal, `Useru` is not).
  if (line.separator().empty()) text += ' ';
  text.append(value);
  // A comment in place of a value must not become a part of the new one.
  const std::string_view behind = std::string_view(line.text).substr(line.value_end);
  if (behind.starts_with('#')) text += ' ';
  text.append(behind);
  return make_line(std::move(text), line.ending);
}

}  // namespace cloudx::sshconfig
