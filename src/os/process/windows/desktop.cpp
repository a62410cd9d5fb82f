#include "os/process/desktop.hpp"

#include <windows.h>
#include <shellapi.h>

#include "os/windows/handle.hpp"

namespace cloudx::os {

// Every session has a screen.
std::span<const char* const> screen_variables() {
  return {};
}

bool open_web_page(const std::string& url) {
  constexpr std::intptr_t kLargestError = 32;
  const HINSTANCE result =
      ::ShellExecuteW(nullptr, L"open", wide(url).c_str(), nullptr, nullptr, SW_SHOWNORMAL);
  return reinterpret_cast<std::intptr_t>(result) > kLargestError;
}

}  // namespace cloudx::os
