#include "os/shared_library.hpp"

#include <dlfcn.h>

namespace cloudx::os {

Result<SharedLibrary> SharedLibrary::load(const char* file) {
  void* const handle = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return fail(Errc::unsupported, ::dlerror());
  return SharedLibrary(handle);
}

Result<void*> SharedLibrary::find(const char* name) const {
  void* const found = ::dlsym(handle_, name);
  if (found == nullptr) return fail(Errc::unsupported, ::dlerror());
  return found;
}

}  // namespace cloudx::os
