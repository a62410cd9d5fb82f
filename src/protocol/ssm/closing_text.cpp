#include "protocol/ssm/closing_text.hpp"

#include <algorithm>

#include "base/printable.hpp"

namespace cloudx::ssm {
namespace {

bool is_rule(std::string_view word) {
  return word.starts_with("---") && word.ends_with("---") &&
         word.find_first_not_of("-ERROR") == std::string_view::npos;
}

bool is_blank(char c) {
  return c == ' ' || is_control(c);
}

}  // namespace

std::string closing_text(std::string_view output) {
  std::string line;
  while (!output.empty()) {
    const auto end = std::ranges::find_if(output, is_blank);
    const std::string_view word(output.begin(), end);
    if (!word.empty() && !is_rule(word)) {
      if (!line.empty()) line += ' ';
      line += word;
    }
    output.remove_prefix(std::min(output.size(), word.size() + 1));
  }
  return line;
}

}  // namespace cloudx::ssm
