#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cloudx::instances {

// "i-" and 8 or 17 hexadecimal digits (EC2), or "mi-" and 17 (a hybrid node), in lower case.
[[nodiscard]] std::optional<std::string> parse_node_id(std::string_view text);

[[nodiscard]] inline bool is_hybrid(std::string_view node_id) {
  return node_id.starts_with("mi-");
}

}  // namespace cloudx::instances
