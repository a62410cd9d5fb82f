#pragma once

namespace cloudx::os {

// The terminal that this program was started from, opened to be read and written without waiting,
// and so that an event loop can wait for it; -1 where there is none. For the sources of os/prompt.
[[nodiscard]] int open_controlling_terminal();

}  // namespace cloudx::os
