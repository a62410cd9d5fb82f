#include "os/user.hpp"

#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace cloudx::os {

std::string home_directory() {
  const char* const home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return home;
  const std::string by_account = account_home_directory();
  return by_account.empty() ? "/" : by_account;
}

std::string account_home_directory() {
  const passwd* const entry = ::getpwuid(::getuid());
  return entry == nullptr ? "" : entry->pw_dir;
}

std::string account_id() {
  return std::to_string(::getuid());
}

}  // namespace cloudx::os
