#pragma once
// The end of a command whose result is one text.

#include <string>

#include "base/error.hpp"

namespace cloudx::cli {

// The text to stdout, or the error to stderr. Returns the exit status; a stdout that does not take
// the text is a failure.
int print(const Result<std::string>& text);

}  // namespace cloudx::cli
