#pragma once
// Whether the order of two blocks matters to ssh.

#include <span>
#include <string>

#include "sshconfig/document.hpp"

namespace cloudx::sshconfig {

// Nothing in the block but plain settings under a Host line: no Include, no IgnoreUnknown (which
// decides how later lines are read), no line that ssh refuses. Only such blocks can be reasoned
// about.
[[nodiscard]] bool is_plain(const Block& block);

// Two lines of which ssh takes the first only, or both in their order.
[[nodiscard]] bool interact(const Line& one, const Line& other);

// True where some host might get other settings if the two blocks changed places: a name that
// matches both, and lines that interact. A Match may look at everything before it, so it always
// interacts.
[[nodiscard]] bool interact(const Block& one, const Block& other);

// Tells it with their patterns, where those are known already.
[[nodiscard]] bool interact(const Block& one, std::span<const std::string> patterns,
                            const Block& other, std::span<const std::string> other_patterns);

}  // namespace cloudx::sshconfig
