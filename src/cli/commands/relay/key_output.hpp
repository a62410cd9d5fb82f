#pragma once
// Where a key goes that was asked for.

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace cloudx::cli {

// To a file that must be new (0600), or to stdout without one. Returns the exit status; what went
// wrong is told on stderr.
[[nodiscard]] int put_key(const Result<Secret>& text, const std::optional<std::string>& file);

}  // namespace cloudx::cli
