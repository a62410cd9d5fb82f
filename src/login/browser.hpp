#pragma once

#include <string>

#include "aws/core/environment.hpp"

namespace cloudx::login {

// Opens an https page in the user's browser (xdg-open, on macOS open), without a shell and without
// waiting for it. False where that is not possible: no graphical session, no such program, or
// another kind of URL.
[[nodiscard]] bool open_in_browser(const std::string& url, const aws::Environment& environment);

}  // namespace cloudx::login
