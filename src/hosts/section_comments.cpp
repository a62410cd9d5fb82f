#include "hosts/section_comments.hpp"

#include <algorithm>
#include <cstddef>

namespace cloudx::hosts {

using sshconfig::Line;
using sshconfig::LineKind;

namespace {

const std::string kRule = "# " + std::string(78, '=');
constexpr std::string_view kNameMark = "#  ";

// A carriage return at the end of a line would be read as the line's ending.
std::string_view shown(std::string_view name) {
  return name.substr(0, name.find_last_not_of('\r') + 1);
}

bool is_banner(const std::vector<Line>& lines, std::size_t at, const std::set<std::string>& names) {
  if (at + 2 >= lines.size() || lines[at].text != kRule || lines[at + 2].text != kRule) {
    return false;
  }
  const std::string_view text = lines[at + 1].text;
  if (!text.starts_with(kNameMark)) return false;
  const std::string_view name = shown(text.substr(kNameMark.size()));
  return std::ranges::any_of(names, [&](const std::string& known) { return shown(known) == name; });
}

}  // namespace

bool is_own_comment(const Line& line) {
  return line.kind == LineKind::comment && (line.text.starts_with("# Created by cloudx-proxy ") ||
                                            line.text.starts_with("# Created by cloudX-proxy ") ||
                                            line.text.starts_with("# Configuration type: "));
}

std::vector<Line> section_comment(std::string_view name, const std::string& newline) {
  std::vector<Line> lines;
  for (const std::string& text :
       {kRule, std::string(kNameMark).append(shown(name)), kRule, std::string()}) {
    lines.push_back(sshconfig::make_line(text, newline));
  }
  return lines;
}

void remove_section_comments(std::vector<Line>& lines, const std::set<std::string>& names) {
  const auto rule = std::ranges::find(lines, kRule, &Line::text);
  if (rule == lines.end()) return;
  std::vector<Line> kept;
  for (std::size_t i = 0; i < lines.size();) {
    if (!is_banner(lines, i, names)) {
      kept.push_back(std::move(lines[i++]));
      continue;
    }
    i += 3;
    if (i < lines.size() && lines[i].kind == LineKind::blank) ++i;
  }
  lines = std::move(kept);
}

}  // namespace cloudx::hosts
