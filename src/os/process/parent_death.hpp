#pragma once

#include <sys/types.h>

namespace cloudx::os {

// Called in a process that was forked, before it becomes another program: that ends when `parent`
// ends, however this does. Does what a signal handler may do and nothing else, because another
// thread may have held a lock.
void die_with(pid_t parent);

}  // namespace cloudx::os
