#pragma once
// "cloudx-" and "cloudX-" at the front of host names.

#include <string>
#include <string_view>

#include "sshconfig/document.hpp"

namespace cloudx::hosts {

// "cloudX" for "cloudx" and the other way round; empty for any other prefix.
[[nodiscard]] std::string_view other_case(std::string_view prefix);

// A name or pattern with the other spelling's prefix, in this one. A "!" before it stays.
[[nodiscard]] std::string with_prefix_case(std::string_view pattern, std::string_view prefix);

// On all Host lines. A name that then stands twice on its line is left there once. True if any line
// changed.
bool change_prefix_case(sshconfig::Document& document, std::string_view prefix);

}  // namespace cloudx::hosts
