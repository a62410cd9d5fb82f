#include "os/account.hpp"

#include <pwd.h>
#include <unistd.h>

namespace cloudx::os {

bool account_exists(const std::string& name) {
  return ::getpwnam(name.c_str()) != nullptr;
}

std::string account_id() {
  return std::to_string(::getuid());
}

}  // namespace cloudx::os
