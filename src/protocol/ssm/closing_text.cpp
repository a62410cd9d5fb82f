#include "protocol/ssm/closing_text.hpp"

#include <ranges>

#include "base/printable.hpp"

namespace cloudx::ssm {
namespace {

bool is_rule(std::string_view word) {
  return word.starts_with("---") && word.ends_with("---") &&
         word.find_first_not_of("-ERROR") == std::string_view::npos;
}

}  // namespace

std::string closing_text(std::string_view output) {
  const std::string text = printable(output);
  std::string line;
  for (const auto part : std::views::split(text, ' ')) {
    const std::string_view word(part);
    if (word.empty() || is_rule(word)) continue;
    if (!line.empty()) line += ' ';
    line += word;
  }
  return line;
}

}  // namespace cloudx::ssm
