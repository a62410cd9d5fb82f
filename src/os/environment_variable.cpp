#include "os/environment_variable.hpp"

#include <cstdlib>

namespace cloudx::os {

void remove_variable(const std::string& name) {
  ::unsetenv(name.c_str());
}

}  // namespace cloudx::os
