#include "cli/trailing_command.hpp"

#include <string>
#include <string_view>

#include <CLI/App.hpp>

namespace cloudx::cli {

namespace {

// "--profile" and "-p" are followed by a value; "--profile=dev" and "-pdev" have it.
bool takes_next(const CLI::App& options, std::string_view word) {
  const bool is_short = word.size() == 2 && word[0] == '-';
  const bool is_long = word.starts_with("--") && !word.contains('=');
  if (!is_short && !is_long) return false;
  const CLI::Option* option = options.get_option_no_throw(std::string(word));
  return option != nullptr && option->get_items_expected_min() > 0;
}

}  // namespace

TrailingCommand find_trailing_command(const CLI::App& options, std::span<const char* const> words) {
  std::size_t at = 0;
  while (at < words.size() && std::string_view(words[at]).starts_with('-')) {
    const std::string_view word = words[at];
    if (word == "--") break;
    at += takes_next(options, word) ? 2 : 1;
  }
  const auto is_mark = [&](std::size_t index) {
    return index < words.size() && std::string_view(words[index]) == "--";
  };
  if (is_mark(at)) ++at;
  TrailingCommand found;
  found.own = std::min(at + 1, words.size());
  found.is_marked = is_mark(found.own);
  found.begin = found.is_marked ? found.own + 1 : found.own;
  return found;
}

}  // namespace cloudx::cli
