#pragma once
// What a shell is to offer for one value.

#include <string>
#include <vector>

#include "cli/program_text.hpp"

namespace cloudx::cli {

struct CompletionKind {
  enum class Source : std::uint8_t { nothing, words, files, folders, ask };
  Source source = Source::nothing;
  std::vector<std::string> words;  // Source::words
  std::string asked;               // Source::ask: the argument of `cloudx-proxy __complete`
};

// By the names that options and values have: "--profile" takes a profile, DIR is a folder, HOST a
// host of the ssh config.
[[nodiscard]] CompletionKind completion_kind(const OptionText& option);

}  // namespace cloudx::cli
