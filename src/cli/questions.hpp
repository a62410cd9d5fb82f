#pragma once
// setup's questions: answered on the terminal, or by their presets alone with --yes.

#include <memory>

#include "features/setup/questions.hpp"

namespace cloudx::cli {

// Asks on stdout, reads from stdin: a terminal, or lines that somebody pipes in. A long list of
// choices is searched by typing where both are terminals.
[[nodiscard]] std::unique_ptr<setup::Questions> make_terminal_questions();

// --yes: every question takes its preset; one without a preset fails and names its option.
[[nodiscard]] std::unique_ptr<setup::Questions> make_unattended_questions();

}  // namespace cloudx::cli
