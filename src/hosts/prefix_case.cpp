#include "hosts/prefix_case.hpp"

#include <algorithm>
#include <vector>

#include "sshconfig/tokens.hpp"

namespace cloudx::hosts {

namespace {

// In the text as it stands, so that quotes and blanks are kept.
std::string respelled_value(std::string_view value, const std::string& from,
                            const std::string& to) {
  constexpr std::string_view kBeforeName = " \t\"'!";
  std::string out;
  for (std::size_t i = 0; i < value.size();) {
    const bool begins = i == 0 || kBeforeName.contains(value[i - 1]);
    if (begins && value.substr(i).starts_with(from)) {
      out += to;
      i += from.size();
    } else {
      out += value[i++];
    }
  }
  return out;
}

std::string once_each(const std::vector<std::string>& patterns) {
  std::vector<std::string> seen;
  std::string out;
  for (const std::string& pattern : patterns) {
    if (std::ranges::find(seen, pattern) != seen.end()) continue;
    out.append(seen.empty() ? "" : " ").append(sshconfig::quoted_word(pattern));
    seen.push_back(pattern);
  }
  return out;
}

bool has_twice(std::vector<std::string> patterns) {
  std::ranges::sort(patterns);
  return std::ranges::adjacent_find(patterns) != patterns.end();
}

}  // namespace

std::string_view other_case(std::string_view prefix) {
  if (prefix == "cloudx") return "cloudX";
  return prefix == "cloudX" ? "cloudx" : "";
}

std::string with_prefix_case(std::string_view pattern, std::string_view prefix) {
  const std::string_view from = other_case(prefix);
  const std::size_t begin = pattern.starts_with('!') ? 1 : 0;
  const std::string_view name = pattern.substr(begin);
  const bool other = !from.empty() && name.starts_with(from) && name.size() > from.size() &&
                     name[from.size()] == '-';
  if (!other) return std::string(pattern);
  return std::string(pattern.substr(0, begin)).append(prefix).append(name.substr(from.size()));
}

bool change_prefix_case(sshconfig::Document& document, std::string_view prefix) {
  const std::string_view other = other_case(prefix);
  if (other.empty()) return false;
  const std::string from = std::string(other).append("-");
  const std::string to = std::string(prefix).append("-");
  bool changed = false;
  for (sshconfig::Block& block : document.blocks) {
    if (block.kind != sshconfig::BlockKind::host) continue;
    const std::string value = respelled_value(block.header.value(), from, to);
    if (value == block.header.value()) continue;
    block.header = with_value(block.header, value);
    const std::vector<std::string> patterns = block.patterns();
    if (has_twice(patterns)) block.header = with_value(block.header, once_each(patterns));
    changed = true;
  }
  return changed;
}

}  // namespace cloudx::hosts
