#include "os/program_path.hpp"

#include <array>
#include <ranges>
#include <vector>

#include "os/access.hpp"
#include "os/windows/handle.hpp"

namespace cloudx::os {

namespace fs = std::filesystem;

// Of PATHEXT those alone that are programs: what starts a script (.cmd, .bat) has quoting rules of
// its own, by which an argument could become a command.
std::optional<fs::path> find_program(std::string_view name, std::string_view search_path) {
  for (const auto folder : std::views::split(search_path, ';')) {
    const fs::path file = fs::path(std::string_view(folder)) / name;
    if (!file.is_absolute()) continue;
    if (file.has_extension() && is_executable(file)) return file;
    for (const char* const extension : {".exe", ".com"}) {
      fs::path program = file;
      program += extension;
      if (is_executable(program)) return program;
    }
  }
  return std::nullopt;
}

fs::path own_program(const fs::path&) {
  std::vector<wchar_t> name(32768);  // the longest path that there is
  const DWORD size = ::GetModuleFileNameW(nullptr, name.data(), static_cast<DWORD>(name.size()));
  return fs::path(std::wstring_view(name.data(), size));
}

}  // namespace cloudx::os
