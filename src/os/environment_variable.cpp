#include "os/environment_variable.hpp"

#include <cstdlib>

namespace cloudx::os {

void remove_variable(const std::string& name) {
  // Volatile, so that the compiler does not leave it out.
  for (volatile char* at = ::getenv(name.c_str()); at != nullptr && *at != 0; ++at) *at = 0;
  ::unsetenv(name.c_str());
}

}  // namespace cloudx::os
