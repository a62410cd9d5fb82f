#pragma once
// Files as this program opens them: nobody is kept from renaming or removing one meanwhile, as on
// the other systems, and programs that are started do not inherit it.

#include <windows.h>
#include <filesystem>

#include "os/descriptor.hpp"
#include "os/windows/handle.hpp"

namespace cloudx::os {

// CreateFileW. GetLastError() says why there is none.
[[nodiscard]] Handle open_file(const std::filesystem::path& path, DWORD access, DWORD disposition,
                               SECURITY_ATTRIBUTES* attributes = nullptr,
                               DWORD flags = FILE_ATTRIBUTE_NORMAL);

// The number that the C library gives to an open file, from which the library closes it.
[[nodiscard]] Descriptor to_descriptor(Handle file);
[[nodiscard]] HANDLE handle_of(const Descriptor& file);

// All of it; GetLastError() says why not.
[[nodiscard]] bool write_to(HANDLE file, std::string_view content);

}  // namespace cloudx::os
