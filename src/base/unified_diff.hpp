#pragma once
// What changes between two versions of a text, as `diff -u` shows it.

#include <string>
#include <string_view>

namespace cloudx {

// Empty for equal texts. `before_name` and `after_name` stand in the two header lines ("/dev/null"
// for a file that is new). Three lines of context; patch(1) can apply it.
[[nodiscard]] std::string unified_diff(std::string_view before, std::string_view after,
                                       std::string_view before_name, std::string_view after_name);

}  // namespace cloudx
