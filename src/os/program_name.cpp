#include "os/platform.hpp"
#include "os/program_path.hpp"

namespace cloudx::os {

std::string_view program_name(std::string_view path) {
  constexpr std::string_view kSeparators = kIsWindows ? "/\\" : "/";
  std::string_view name = path.substr(path.find_last_of(kSeparators) + 1);
  if (kIsWindows && (name.ends_with(".exe") || name.ends_with(".EXE"))) name.remove_suffix(4);
  return name;
}

}  // namespace cloudx::os
