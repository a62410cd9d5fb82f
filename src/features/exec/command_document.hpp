#pragma once
// The session document of a command, with the command as its parameter.

#include <span>
#include <string>

#include "base/error.hpp"
#include "session/session_plan.hpp"

namespace cloudx::exec {

// `document` as the user has named it; without a name it is AWS-StartNonInteractiveCommand. One
// that is named may have a command of its own: then there are no words. Errors: those of
// command_line().
[[nodiscard]] Result<session::SessionDocument> command_document(session::SessionDocument document,
                                                                std::span<const std::string> words);

}  // namespace cloudx::exec
