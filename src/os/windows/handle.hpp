#pragma once
// What the sources for Windows share: handles, and what the system says of its errors.

#include <windows.h>
#include <string>
#include <utility>

namespace cloudx::os {

// Closes itself. Both values that stand for "none" (CreateFile's and CreateEvent's) count as none.
class Handle {
 public:
  Handle() = default;
  explicit Handle(HANDLE handle) : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (handle_ != nullptr) ::CloseHandle(handle_);
  }
  explicit operator bool() const { return handle_ != nullptr; }
  [[nodiscard]] HANDLE get() const { return handle_; }
  [[nodiscard]] HANDLE release() { return std::exchange(handle_, nullptr); }

 private:
  HANDLE handle_ = nullptr;
};

// The system's text for a number of GetLastError().
[[nodiscard]] std::string error_text(DWORD number);

// No such file, or no folder on the way to it.
[[nodiscard]] bool is_missing(DWORD number);

// UTF-8 to what the system takes, and back. What is not valid becomes U+FFFD.
[[nodiscard]] std::wstring wide(std::string_view text);
[[nodiscard]] std::string narrow(std::wstring_view text);

}  // namespace cloudx::os
