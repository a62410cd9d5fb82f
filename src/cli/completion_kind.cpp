#include "cli/completion_kind.hpp"

#include <algorithm>
#include <string_view>

namespace cloudx::cli {

namespace {

using Source = CompletionKind::Source;

CompletionKind ask(std::string what) {
  return {Source::ask, {}, std::move(what)};
}

}  // namespace

CompletionKind completion_kind(const OptionText& option) {
  const auto is = [&](std::string_view text) {
    return option.value == text || std::ranges::find(option.names, text) != option.names.end();
  };
  if (!option.choices.empty()) return {Source::words, option.choices, {}};
  if (is("--profile") || is("PROFILE")) return ask("profiles");
  if (is("--environment") || is("ENV")) return ask("environments");
  if (is("HOST") || is("INSTANCE") || is("TARGET")) return ask("hosts");
  if (is("FILE")) return {Source::files, {}, {}};
  if (is("DIR")) return {Source::folders, {}, {}};
  return {};
}

}  // namespace cloudx::cli
