#include "os/other_process.hpp"

#include <fcntl.h>
#include <fstream>

#include <fmt/format.h>

namespace cloudx::os {

std::string name_of_process(int process) {
  std::string name;
  std::getline(std::ifstream(fmt::format("/proc/{}/comm", process)), name);
  return name;
}

Descriptor open_stderr_of(int process) {
  const std::string path = fmt::format("/proc/{}/fd/2", process);
  return Descriptor(::open(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
}

}  // namespace cloudx::os
