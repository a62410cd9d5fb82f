#pragma once
// The words of a command line of Windows: a string, which each program splits itself, as a rule as
// the C library does it ("Parsing C++ command-line arguments", Microsoft). Blanks and tabs part
// words, double quotes keep them together, and a backslash means itself but in a row that ends at a
// double quote.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloudx {

struct WindowsWord {
  std::string_view raw;  // as it stands in the line
  std::string text;      // what the program gets
};

// Nothing where a quote is left open, which the C library closes at the end.
[[nodiscard]] std::optional<std::vector<WindowsWord>> split_windows_words(std::string_view line);

// In quotes, read as `text`.
[[nodiscard]] std::string quoted_windows_word(std::string_view text);

}  // namespace cloudx
