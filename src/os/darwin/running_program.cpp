#include "os/running_program.hpp"

#include <cstdint>
#include <mach-o/dyld.h>
#include <string>
#include <system_error>

namespace cloudx::os {

// _NSGetExecutablePath (dyld(3)) tells the path by which it was started, or how long that is.
std::filesystem::path running_program() {
  std::uint32_t size = 0;
  ::_NSGetExecutablePath(nullptr, &size);
  std::string path(size, '\0');
  if (::_NSGetExecutablePath(path.data(), &size) != 0) return {};
  std::error_code error;
  return std::filesystem::canonical(path.c_str(), error);
}

}  // namespace cloudx::os
