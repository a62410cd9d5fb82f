#include "os/shared_library.hpp"

#include "os/windows/handle.hpp"

namespace cloudx::os {

// Beside the program or where the system has its own, never in the working directory.
Result<SharedLibrary> SharedLibrary::load(const char* file) {
  const HMODULE library =
      ::LoadLibraryExW(wide(file).c_str(), nullptr, LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
  if (library == nullptr) return fail(Errc::unsupported, error_text(::GetLastError()));
  return SharedLibrary(library);
}

Result<void*> SharedLibrary::find(const char* name) const {
  const FARPROC found = ::GetProcAddress(static_cast<HMODULE>(handle_), name);
  if (found == nullptr) return fail(Errc::unsupported, error_text(::GetLastError()));
  return reinterpret_cast<void*>(found);
}

}  // namespace cloudx::os
