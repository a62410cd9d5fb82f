#pragma once
// The user's desktop, asked to show something.

#include <span>
#include <string>

namespace cloudx::os {

// The environment variables of which a session that has a screen sets at least one; empty where
// every session has a screen.
[[nodiscard]] std::span<const char* const> screen_variables();

// Opens a web page with the user's browser, in the background. `url` must be one that is safe to
// hand to a program that reads options, too. False where nothing could be started; whether a page
// has appeared is not known.
[[nodiscard]] bool open_web_page(const std::string& url);

}  // namespace cloudx::os
