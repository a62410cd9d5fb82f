#pragma once
// The words of a command that runs elsewhere, as ssh(1) takes them: behind the first argument that
// is no option everything belongs to that command, its options, too.

#include <cstddef>
#include <span>

namespace CLI {
class App;
}

namespace cloudx::cli {

struct TrailingCommand {
  std::size_t own = 0;     // so many of the words are ours
  std::size_t begin = 0;   // where the command begins, behind a "--" that may stand before it
  bool is_marked = false;  // that one stands there
};

// `options` tell which words of ours have a value behind them. A "--" before the first argument is
// none of the command's either.
[[nodiscard]] TrailingCommand find_trailing_command(const CLI::App& options,
                                                    std::span<const char* const> words);

}  // namespace cloudx::cli
