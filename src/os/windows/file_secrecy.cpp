#include "os/file_secrecy.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "os/windows/access_list.hpp"
#include "os/windows/open_file.hpp"

namespace cloudx::os {

bool is_open_to_others(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  const auto others = access_of_others(file);
  return others && others->any;
}

// By default every user may pass through every folder ("Bypass traverse checking"), so that the
// file's own list decides.
bool is_open_to_all(const std::filesystem::path& path, Use) {
  const auto others = access_of_others(path);
  return others && others->read;
}

Result<void> close_to_others(const std::filesystem::path& path) {
  const auto others = access_of_others(path);
  if (others && !others->any) return {};
  const Handle file =
      open_file(path, READ_CONTROL | WRITE_DAC, OPEN_EXISTING, nullptr, FILE_FLAG_BACKUP_SEMANTICS);
  if (file && make_private(file.get())) return {};
  return fail(Errc::io, fmt::format("{} cannot be closed to others: {}", path.string(),
                                    error_text(::GetLastError())));
}

// icacls.exe: without what the folder above hands on, and with the user alone. The account's name
// stands there as it is, because each shell writes variables in its own way.
std::string closing_command(const std::filesystem::path& path) {
  const char* const user = std::getenv("USERNAME");
  std::error_code ignored;
  const char* const rights = std::filesystem::is_directory(path, ignored) ? "(OI)(CI)F" : "F";
  return fmt::format(R"(icacls "{}" /inheritance:r /grant:r "{}:{}")", path.string(),
                     user == nullptr ? "*S-1-3-4" : user, rights);
}

std::string open_key_warning(const std::filesystem::path& file) {
  if (!is_open_to_others(file)) return {};
  return fmt::format("{} holds a key and can be read by others: run  {}", file.string(),
                     closing_command(file));
}

}  // namespace cloudx::os
