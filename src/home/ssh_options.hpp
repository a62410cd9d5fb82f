#pragma once
// ssh takes "~" from the user database and does not look at HOME.

#include <string>
#include <vector>

#include "home/process_context.hpp"

namespace cloudx::home {

// Options for ssh that make it read the config and the known hosts below context.home; none
// where it does so anyway.
[[nodiscard]] std::vector<std::string> ssh_options(const ProcessContext& context);

// What ssh takes "~" for, or context.home where that is longer: a path that must be short is
// short enough for both.
[[nodiscard]] std::string longer_home(const ProcessContext& context);

}  // namespace cloudx::home
