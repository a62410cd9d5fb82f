#pragma once
// Patterns of ssh_config(5), PATTERNS: "*" any characters, "?" exactly one.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx::sshconfig {

// Case matters, as for Host.
[[nodiscard]] bool match_pattern(std::string_view name, std::string_view pattern);

// As a Host line: one of the patterns matches and no negated one ("!pattern") does.
[[nodiscard]] bool match_patterns(std::string_view name, std::span<const std::string> patterns);

// As the list of a Match criterion: comma-separated, both sides compared without case.
[[nodiscard]] bool match_list(std::string_view name, std::string_view list);

// The patterns of such a list, lower case.
[[nodiscard]] std::vector<std::string> list_patterns(std::string_view list);

// Whether some name matches both patterns.
[[nodiscard]] bool patterns_intersect(std::string_view one, std::string_view other);

// No wildcard and no negation: the pattern is a name.
[[nodiscard]] bool is_concrete(std::string_view pattern);

}  // namespace cloudx::sshconfig
