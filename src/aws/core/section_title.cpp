#include "aws/core/section_title.hpp"

#include <fmt/format.h>

#include "aws/core/command_words.hpp"

namespace cloudx::aws {

std::optional<SectionTitle> parse_section_title(std::string_view title) {
  for (const std::string_view kind : {"profile", "sso-session", "services"}) {
    if (!title.starts_with(kind)) continue;
    auto words = command_words(title);
    if (!words || words->size() != 2) return std::nullopt;
    return SectionTitle{std::string(kind), std::move(words->back())};
  }
  return std::nullopt;
}

std::string format_section_title(std::string_view kind, std::string_view name) {
  const bool shell_signs = name.find_first_of("\"'\\") != std::string_view::npos;
  const bool spaced = name.find_first_of(" \t") != std::string_view::npos;
  if (!shell_signs) return fmt::format("{0} {1}{2}{1}", kind, spaced ? "\"" : "", name);
  // As Python's shlex.quote, with which the AWS CLI writes them.
  std::string quoted;
  for (const char c : name) quoted += c == '\'' ? "'\"'\"'" : std::string(1, c);
  return fmt::format("{} '{}'", kind, quoted);
}

}  // namespace cloudx::aws
