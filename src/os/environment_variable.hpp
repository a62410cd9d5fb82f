#pragma once

#include <string>

namespace cloudx::os {

// Neither this process has it any more, nor a program that it starts from now on. Before there are
// threads.
void remove_variable(const std::string& name);

}  // namespace cloudx::os
