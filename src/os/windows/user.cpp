#include "os/user.hpp"

#include <windows.h>
#include <array>
#include <cstdlib>
#include <userenv.h>

#include "os/windows/handle.hpp"

namespace cloudx::os {

std::string home_directory() {
  const char* const home = std::getenv("USERPROFILE");
  if (home != nullptr && *home != '\0') return home;
  const std::string by_account = account_home_directory();
  return by_account.empty() ? "C:\\" : by_account;
}

std::string account_home_directory() {
  HANDLE token = nullptr;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token) == 0) return {};
  const Handle owned(token);
  std::array<wchar_t, 1024> folder{};
  DWORD size = folder.size();
  if (::GetUserProfileDirectoryW(token, folder.data(), &size) == 0) return {};
  return narrow(folder.data());
}

// OpenSSH for Windows has one number for whoever runs it (its win32compat/pwd.c).
std::string account_id() {
  return "0";
}

}  // namespace cloudx::os
