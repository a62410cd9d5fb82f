#include "sshconfig/pattern.hpp"

#include <algorithm>
#include <vector>

#include "sshconfig/keyword.hpp"

namespace cloudx::sshconfig {

bool match_pattern(std::string_view name, std::string_view pattern) {
  // The last "*" seen, and how much of the name it is taken to stand for.
  std::size_t star = std::string_view::npos;
  std::size_t star_at = 0;
  std::size_t n = 0;
  std::size_t p = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_at = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++star_at;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool match_patterns(std::string_view name, std::span<const std::string> patterns) {
  bool matches = false;
  for (const std::string_view pattern : patterns) {
    const bool negated = pattern.starts_with('!');
    if (!match_pattern(name, negated ? pattern.substr(1) : pattern)) continue;
    if (negated) return false;
    matches = true;
  }
  return matches;
}

bool match_list(std::string_view name, std::string_view list) {
  return match_patterns(lower(name), list_patterns(list));
}

std::vector<std::string> list_patterns(std::string_view list) {
  std::vector<std::string> patterns;
  while (true) {
    const std::size_t comma = list.find(',');
    patterns.push_back(lower(list.substr(0, comma)));
    if (comma == std::string_view::npos) return patterns;
    list.remove_prefix(comma + 1);
  }
}

bool patterns_intersect(std::string_view one, std::string_view other) {
  constexpr std::string_view kWildcards = "*?";
  if (one.find_first_of(kWildcards) == std::string_view::npos) return match_pattern(one, other);
  if (other.find_first_of(kWildcards) == std::string_view::npos) return match_pattern(other, one);
  // meets[j]: the rest of `one` and the rest of `other` from j on have a name in common.
  std::vector<bool> meets(other.size() + 1);
  for (std::size_t i = one.size() + 1; i-- > 0;) {
    const std::vector<bool> after = meets;
    for (std::size_t j = other.size() + 1; j-- > 0;) {
      const bool one_left = i < one.size();
      const bool other_left = j < other.size();
      if (!one_left && !other_left) {
        meets[j] = true;
      } else if (one_left && one[i] == '*') {
        meets[j] = after[j] || (other_left && meets[j + 1]);
      } else if (other_left && other[j] == '*') {
        meets[j] = meets[j + 1] || (one_left && after[j]);
      } else {
        const bool same =
            one_left && other_left && (one[i] == other[j] || one[i] == '?' || other[j] == '?');
        meets[j] = same && after[j + 1];
      }
    }
  }
  return meets[0];
}

bool is_concrete(std::string_view pattern) {
  return !pattern.empty() && pattern.find_first_of("*?") == std::string_view::npos &&
         pattern.front() != '!';
}

}  // namespace cloudx::sshconfig
