#include "instances/node_id.hpp"

#include "aws/core/text.hpp"

namespace cloudx::instances {

std::optional<std::string> parse_node_id(std::string_view text) {
  constexpr std::size_t kOld = 8;
  constexpr std::size_t kNew = 17;
  std::string_view digits;
  if (text.starts_with("i-")) digits = text.substr(2);
  if (text.starts_with("mi-")) digits = text.substr(3);
  const bool length = digits.size() == kNew || (digits.size() == kOld && !is_hybrid(text));
  if (!length || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) {
    return std::nullopt;
  }
  return aws::lower(text);
}

}  // namespace cloudx::instances
