#include "os/running_program.hpp"

#include <system_error>

namespace cloudx::os {

std::filesystem::path running_program() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error);
}

}  // namespace cloudx::os
