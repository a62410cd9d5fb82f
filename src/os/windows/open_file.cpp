#include "os/windows/open_file.hpp"

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <io.h>

namespace cloudx::os {

Handle open_file(const std::filesystem::path& path, DWORD access, DWORD disposition,
                 SECURITY_ATTRIBUTES* attributes, DWORD flags) {
  constexpr DWORD kShared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  return Handle(
      ::CreateFileW(path.c_str(), access, kShared, attributes, disposition, flags, nullptr));
}

Descriptor to_descriptor(Handle file) {
  if (!file) return Descriptor(-1);
  const int number =
      ::_open_osfhandle(reinterpret_cast<std::intptr_t>(file.get()), _O_BINARY | _O_NOINHERIT);
  if (number >= 0) static_cast<void>(file.release());
  return Descriptor(number);
}

HANDLE handle_of(const Descriptor& file) {
  return reinterpret_cast<HANDLE>(::_get_osfhandle(file.get()));
}

bool write_to(HANDLE file, std::string_view content) {
  while (!content.empty()) {
    constexpr std::size_t kLargest = 1U << 20;
    DWORD written = 0;
    const auto size = static_cast<DWORD>(std::min(content.size(), kLargest));
    if (::WriteFile(file, content.data(), size, &written, nullptr) == 0) return false;
    content.remove_prefix(written);
  }
  return true;
}

}  // namespace cloudx::os
