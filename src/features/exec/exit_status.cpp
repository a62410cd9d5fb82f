#include "features/exec/exit_status.hpp"

#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace cloudx::exec {

namespace {

constexpr std::int64_t kSignalled = -1;
constexpr std::int64_t kLargest = 255;

}  // namespace

std::optional<std::int64_t> parse_exit_code(ByteView payload) {
  constexpr std::string_view kPrefix = "EXIT_CODE: ";
  std::string_view text = as_text(payload);
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  std::int64_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return code;
}

ExitStatus exit_status(std::optional<std::int64_t> code) {
  if (!code) return {.message = "the command's exit status is not known"};
  if (*code == kSignalled) return {.message = "a signal ended the command"};
  if (*code < 0 || *code > kLargest) {
    return {.message = fmt::format("the command ended with {}, which is told here as 255", *code)};
  }
  return {.status = static_cast<int>(*code), .message = {}};
}

}  // namespace cloudx::exec
