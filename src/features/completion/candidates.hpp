#pragma once
// Names that a shell can complete, from the user's files. Quick and silent: whatever cannot be read
// has no names.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "home/process_context.hpp"

namespace cloudx::completion {

// Sorted, each once, without any that holds a control character.
[[nodiscard]] std::vector<std::string> hosts(const home::ProcessContext& context);
[[nodiscard]] std::vector<std::string> environments(const home::ProcessContext& context);
[[nodiscard]] std::vector<std::string> profiles(const home::ProcessContext& context);

// By the name of the kind; nullopt for a name that is none.
[[nodiscard]] std::optional<std::vector<std::string>> candidates(
    std::string_view kind, const home::ProcessContext& context);

}  // namespace cloudx::completion
