#include "os/account.hpp"

#include <pwd.h>

namespace cloudx::os {

bool account_exists(const std::string& name) {
  return ::getpwnam(name.c_str()) != nullptr;
}

}  // namespace cloudx::os
