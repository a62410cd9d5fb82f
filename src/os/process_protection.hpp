#pragma once
// What this process has in its memory stays there.

namespace cloudx::os {

// No core dump, and no debugger of the same user, from now on; nor for the programs that this one
// starts as far as core dumps go. Sanitizers need to trace their own process: built with one, it
// stays open to debuggers.
void keep_memory_private();

}  // namespace cloudx::os
