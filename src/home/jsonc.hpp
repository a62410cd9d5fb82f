#pragma once
// JSON with comments and trailing commas, as VS Code keeps its settings: read, and changed in one
// member of the outermost object, while every other byte stays. A byte order mark in front stays,
// too.

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace cloudx::home {

// A text without anything but blanks is an object without members, as it is for VS Code.
[[nodiscard]] bool is_jsonc_object(std::string_view text);

// The value of a member of the outermost object, as it is written there; of several of that name
// the last, which is the one that VS Code takes.
[[nodiscard]] std::optional<std::string> jsonc_member(std::string_view text, std::string_view name);

// `text` with the member set to `value`, which is JSON. A new member is put behind the last one.
// Errc::configuration when the text is not one JSON object.
[[nodiscard]] Result<std::string> with_jsonc_member(std::string_view text, std::string_view name,
                                                    std::string_view value);

}  // namespace cloudx::home
