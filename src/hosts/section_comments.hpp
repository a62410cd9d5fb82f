#pragma once
// Comments that the program and its predecessor write: banners of three lines above the sections of
// a file, and two lines above each block.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sshconfig/document.hpp"

namespace cloudx::hosts {

// "# Created by cloudx-proxy ..." or "# Configuration type: ...".
[[nodiscard]] bool is_own_comment(const sshconfig::Line& line);

// Rule, name, rule and a blank line.
[[nodiscard]] std::vector<sshconfig::Line> section_comment(std::string_view name,
                                                           const std::string& newline);

// Takes out the banners that have one of these names, each with the blank line behind it. Banners
// of the user's own stay.
void remove_section_comments(std::vector<sshconfig::Line>& lines,
                             const std::set<std::string>& names);

}  // namespace cloudx::hosts
