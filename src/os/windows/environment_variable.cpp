#include "os/environment_variable.hpp"

#include <cstdlib>

namespace cloudx::os {

// An empty value removes it, from the system's copy, too (UCRT, "_putenv_s").
void remove_variable(const std::string& name) {
  ::_putenv_s(name.c_str(), "");
}

}  // namespace cloudx::os
