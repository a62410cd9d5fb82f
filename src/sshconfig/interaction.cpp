#include "sshconfig/interaction.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "sshconfig/keyword.hpp"
#include "sshconfig/pattern.hpp"

namespace cloudx::sshconfig {

namespace {

// Negated patterns are left out of account: that errs on the safe side.
bool share_a_name(std::span<const std::string> patterns, std::span<const std::string> others) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    return !pattern.starts_with('!') && std::ranges::any_of(others, [&](const std::string& second) {
      return !second.starts_with('!') && patterns_intersect(pattern, second);
    });
  });
}

}  // namespace

bool is_plain(const Block& block) {
  return block.kind == BlockKind::host && std::ranges::none_of(block.body, [](const Line& line) {
           return line.kind == LineKind::malformed || line.keyword == "include" ||
                  line.keyword == "ignoreunknown";
         });
}

bool interact(const Line& one, const Line& other) {
  return one.kind == LineKind::directive && other.kind == LineKind::directive &&
         setting_of(one.keyword) == setting_of(other.keyword);
}

bool interact(const Block& one, const Block& other) {
  return interact(one, one.patterns(), other, other.patterns());
}

bool interact(const Block& one, std::span<const std::string> patterns, const Block& other,
              std::span<const std::string> other_patterns) {
  if (!is_plain(one) || !is_plain(other)) {
    // Whatever it is, inside a Host block it counts for that block's hosts only, or is refused.
    return one.kind == BlockKind::match || other.kind == BlockKind::match ||
           share_a_name(patterns, other_patterns);
  }
  return share_a_name(patterns, other_patterns) &&
         std::ranges::any_of(one.body, [&](const Line& line) {
           return std::ranges::any_of(other.body,
                                      [&](const Line& second) { return interact(line, second); });
         });
}

}  // namespace cloudx::sshconfig
