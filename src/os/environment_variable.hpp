#pragma once

#include <string>

namespace cloudx::os {

// Neither this process has it any more, nor a program that it starts from now on; its value is
// overwritten, because the system shows where it stood (/proc/PID/environ). Before there are
// threads.
void remove_variable(const std::string& name);

}  // namespace cloudx::os
